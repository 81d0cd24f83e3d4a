"""The language server: the linter's pipeline over the buffers of an editor. The only user of pygls and lsprotocol."""
