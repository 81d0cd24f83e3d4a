/** The real server, started by the command that the extension would choose, speaking to VS Code's own protocol library. */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import {
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  type FullDocumentDiagnosticReport,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { serverCommand } from "../src/command";

const ROOT = path.resolve(process.cwd(), "../..");
const EXAMPLE = path.join(ROOT, "examples/flowers/train.py");

let server: ChildProcess;
let connection: ProtocolConnection;
let initialized: InitializeResult;

before(async () => {
  const isFile = (file: string): boolean => fs.existsSync(file);
  const found = serverCommand({ path: [], logFile: "", folder: ROOT, interpreter: undefined, platform: process.platform, isFile });
  server = spawn(found.program, [...found.args], { stdio: ["pipe", "pipe", "inherit"] });
  assert(server.stdout && server.stdin);
  connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.listen();
  initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(ROOT).href,
    workspaceFolders: [{ uri: pathToFileURL(ROOT).href, name: "project" }],
    capabilities: {
      textDocument: {
        diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true },
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
          dataSupport: true,
          resolveSupport: { properties: ["edit"] },
        },
      },
      notebookDocument: { synchronization: {} },
      workspace: { workspaceEdit: { documentChanges: true } },
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});
});

after(async () => {
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  connection.dispose();
});

async function open(uri: string, text: string): Promise<void> {
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "python", version: 1, text },
  });
}

async function rules(uri: string): Promise<unknown[]> {
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  return (report as FullDocumentDiagnosticReport).items.map((item) => item.code);
}

test("it says what VS Code needs to know", () => {
  assert(initialized.capabilities.diagnosticProvider);
  assert(initialized.capabilities.codeActionProvider);
  assert(initialized.capabilities.notebookDocumentSync);
});

test("the example has findings, and none but what no fix cures after all safe fixes", async () => {
  const uri = pathToFileURL(EXAMPLE).href;
  const text = fs.readFileSync(EXAMPLE, "utf8");
  await open(uri, text);
  const found = await rules(uri);
  assert(found.includes("missing-seed-block") && found.includes("gpu-not-hidden"), String(found));

  const fixed = pathToFileURL(path.join(path.dirname(EXAMPLE), "fixed.py")).href;
  await open(fixed, applied(text, await fixAll(uri)));
  assert.deepEqual(await rules(fixed), []);
});

async function fixAll(uri: string): Promise<TextEdit[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const context = { diagnostics: [], only: ["source.fixAll.repro-lint"] };
  const offered = await connection.sendRequest(CodeActionRequest.type, { textDocument: { uri }, range, context });
  const [action] = (offered ?? []) as CodeAction[];
  assert(action, "no action to fix all");
  const { edit } = await connection.sendRequest(CodeActionResolveRequest.type, action);
  const change = edit?.documentChanges?.find((one) => "textDocument" in one && one.textDocument.uri === uri);
  assert(change && "edits" in change);
  return change.edits as TextEdit[];
}

/** The text after edits that do not overlap. */
function applied(text: string, edits: TextEdit[]): string {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), (found) => found.index + 1)];
  const offset = ({ line, character }: TextEdit["range"]["start"]): number => (starts[line] ?? text.length) + character;
  return [...edits]
    .sort((one, other) => offset(other.range.start) - offset(one.range.start))
    .reduce((before, { range, newText }) => before.slice(0, offset(range.start)) + newText + before.slice(offset(range.end)), text);
}
