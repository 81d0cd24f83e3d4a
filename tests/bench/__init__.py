"""A bench of programs that nobody wrote by hand: their verdict is compared with what happens when they are run.

    PYTHONPATH=tests python -m bench 1000 --from 0     judge a thousand programs
    PYTHONPATH=tests python -m bench --show 17         print the program of that number

A program is composed of idioms, one of each kind: where its seed comes from (`origins`), how the value travels
(`travels`), how the streams are seeded (`guards`), where that stands (`places`), what draws (`draws`), how the draw is
reached (`carriers`) and how the files are laid out (`layouts`). An idiom is an entry of its module; its number alone
decides of what a program is composed, and a new idiom changes only the programs that use it (`choose`).

The truth is what three fresh processes print, without arguments, environment or configuration; a program that prints
the same must have no error, one that does not must have one, on a line that draws or seeds (`judge`).
"""
