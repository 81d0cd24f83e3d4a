" For Vim with ALE: put this file into ~/.vim/after/plugin/.

call ale#linter#Define('python', {
\   'name': 'repro-lint',
\   'lsp': 'stdio',
\   'executable': 'repro-lint',
\   'command': '%e server',
\   'project_root': function('ale#python#FindProjectRoot'),
\})
