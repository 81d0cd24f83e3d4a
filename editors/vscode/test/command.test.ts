import assert from "node:assert/strict";
import * as os from "node:os";
import test from "node:test";
import { type Situation, serverCommand } from "../src/command";

function situation(changes: Partial<Situation> = {}): Situation {
  return { path: [], logFile: "", folder: "/work", interpreter: undefined, platform: "linux", isFile: () => false, ...changes };
}

function among(...files: string[]): (path: string) => boolean {
  return (path) => files.includes(path);
}

test("from PATH when nothing is installed or set", () => {
  assert.deepEqual(serverCommand(situation()), { program: "repro-lint", args: ["server"] });
});

test("from the folder's own environment", () => {
  const found = serverCommand(situation({ isFile: among("/work/venv/bin/repro-lint", "/work/.venv/bin/repro-lint") }));
  assert.equal(found.program, "/work/.venv/bin/repro-lint");
});

test("beside the chosen Python before the folder's own environment", () => {
  const isFile = among("/env/bin/repro-lint", "/work/.venv/bin/repro-lint");
  assert.equal(serverCommand(situation({ interpreter: "/env/bin/python", isFile })).program, "/env/bin/repro-lint");
});

test("not beside a Python without repro-lint", () => {
  const isFile = among("/work/.venv/bin/repro-lint");
  assert.equal(serverCommand(situation({ interpreter: "/usr/bin/python", isFile })).program, "/work/.venv/bin/repro-lint");
});

test("as set, with its arguments, before all else", () => {
  const path = ["~/bin/python", "-m", "repro_lint"];
  const found = serverCommand(situation({ path, interpreter: "/env/bin/python", isFile: among("/env/bin/repro-lint") }));
  assert.deepEqual(found, { program: `${os.homedir()}/bin/python`, args: ["-m", "repro_lint", "server"] });
});

test("variables and `$` in folder names are taken literally", () => {
  const found = serverCommand(situation({ path: ["${workspaceFolder}/env/repro-lint"], folder: "/a$&b", logFile: "${workspaceFolder}/log" }));
  assert.deepEqual(found, { program: "/a$&b/env/repro-lint", args: ["server", "--log-file", "/a$&b/log"] });
});

test("a tilde inside a name stays", () => {
  assert.equal(serverCommand(situation({ path: ["/a/~b"] })).program, "/a/~b");
  assert.equal(serverCommand(situation({ path: ["~b"] })).program, "~b");
});
