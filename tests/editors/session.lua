-- One session, as a user has it: open a file, wait for findings, choose the code action, wait again.
-- Written for Neovim 0.7, which Debian ships; `vim.lsp.start` is younger.
local command, file, wanted, result = unpack(vim.fn.json_decode(vim.env.SESSION))
local PATIENCE = 60000

local function findings()
  local told = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(told, { line = one.lnum + 1, severity = one.severity, message = one.message, source = one.source })
  end
  return told
end

-- Diagnostics tell the version of the text that they were made of: wait for those of the text as it is.
local version = -1
local show = vim.lsp.handlers["textDocument/publishDiagnostics"]
vim.lsp.handlers["textDocument/publishDiagnostics"] = function(err, published, ...)
  show(err, published, ...)
  version = published.version or version
end
local function wait_for_findings()
  local buffer = vim.api.nvim_get_current_buf()
  local function fresh() return version >= (vim.lsp.util.buf_versions[buffer] or 0) end
  assert(vim.wait(PATIENCE, fresh, 20), "no diagnostics came")
end

vim.cmd("edit " .. file)
local client = vim.lsp.start_client({ name = "repro-lint", cmd = command, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
wait_for_findings()
local before = findings()

local offered = {}
vim.ui.select = function(items, _, choose)
  for number, item in ipairs(items) do
    table.insert(offered, item[2].title)
    if item[2].title == wanted then
      return choose(item, number)
    end
  end
  choose(nil)
end
vim.api.nvim_win_set_cursor(0, { before[1].line, 0 })
local tick = vim.b.changedtick
vim.lsp.buf.code_action()
assert(vim.wait(PATIENCE, function() return vim.b.changedtick > tick end, 20), "no edit: " .. vim.inspect(offered))
wait_for_findings()
local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), PATIENCE)
vim.cmd("write")

local told = { before = before, after = findings(), offered = offered, hover = vim.tbl_count(hover) }
vim.fn.writefile({ vim.fn.json_encode(told) }, result)
vim.lsp.stop_client(client)
vim.wait(5000, function() return vim.lsp.get_client_by_id(client) == nil end, 20)
vim.cmd("qall!")
