-- Put this file into ~/.config/nvim/plugin/ (Neovim 0.7 or newer).

local config = {
  name = "repro-lint",
  cmd = { "repro-lint", "server" },
  filetypes = { "python" },
  root_markers = { "pyproject.toml", ".git" },
}

if vim.lsp.config then -- Neovim 0.11
  vim.lsp.config(config.name, config)
  vim.lsp.enable(config.name)
  return
end

local function root(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  local folder = vim.fn.fnamemodify(name, ":p:h")
  for _, marker in ipairs(config.root_markers) do
    for _, find in ipairs({ vim.fn.findfile, vim.fn.finddir }) do
      local found = find(marker, folder .. ";")
      if found ~= "" then
        return vim.fn.fnamemodify(found, ":p:h" .. (find == vim.fn.finddir and ":h" or ""))
      end
    end
  end
  return folder
end

local clients = {} -- one server for each project; Neovim 0.7 does not look for it itself

vim.api.nvim_create_autocmd("FileType", {
  pattern = config.filetypes,
  callback = function(event)
    local root_dir = root(event.buf)
    if not clients[root_dir] then
      clients[root_dir] = vim.lsp.start_client({
        name = config.name,
        cmd = config.cmd,
        root_dir = root_dir,
        on_exit = function()
          clients[root_dir] = nil
        end,
      })
    end
    vim.lsp.buf_attach_client(event.buf, clients[root_dir])
  end,
})
