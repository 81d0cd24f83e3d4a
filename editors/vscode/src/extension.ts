/** The client: starts `repro-lint server` and leaves everything else to it. */

import * as fs from "node:fs";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { type Command, serverCommand } from "./command";

const SECTION = "repro-lint";
const RESTARTING = [`${SECTION}.path`, `${SECTION}.logFile`];

/** The one server of this window, and the promise of the last change to it: starts and stops never overlap. */
class Server {
  private client: LanguageClient | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly output: vscode.LogOutputChannel) {}

  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  private next(change: () => Promise<void>): Promise<void> {
    this.last = this.last.then(change, change);
    return this.last;
  }

  private async begin(): Promise<void> {
    const command = await chosenCommand();
    this.output.info(`starting ${[command.program, ...command.args].join(" ")}`);
    const client = new LanguageClient(SECTION, "repro-lint", serverOptions(command), clientOptions(this.output));
    try {
      await client.start();
      this.client = client;
    } catch (error) {
      this.output.error(String(error));
      void explainFailure(command);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }
}

function serverOptions({ program, args }: Command): ServerOptions {
  return { command: program, args: [...args] };
}

function clientOptions(output: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: ["file", "untitled", "vscode-notebook-cell"].map((scheme) => ({ language: "python", scheme })),
    outputChannel: output,
    synchronize: { configurationSection: SECTION },
  };
}

async function chosenCommand(): Promise<Command> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const settings = vscode.workspace.getConfiguration(SECTION, folder?.uri);
  return serverCommand({
    path: settings.get<string[]>("path", []),
    logFile: settings.get<string>("logFile", ""),
    folder: folder?.uri.fsPath,
    interpreter: await chosenInterpreter(folder?.uri),
    platform: process.platform,
    isFile: (path) => fs.statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  });
}

/** The part of the Python extension's interface that is used here. */
interface PythonApi {
  readonly environments: { getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string } };
}

async function chosenInterpreter(resource: vscode.Uri | undefined): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  const api = await extension?.activate();
  return api?.environments.getActiveEnvironmentPath(resource).path;
}

async function explainFailure(command: Command): Promise<void> {
  const settings = "Open Settings";
  const answer = await vscode.window.showErrorMessage(
    `repro-lint: \`${command.program}\` did not start. Install it from a clone of its repository with \`pip install ".[lsp]"\`, or set \`${SECTION}.path\`.`,
    settings,
  );
  if (answer === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.path`);
  }
}

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("repro-lint", { log: true });
  const started = new Server(output);
  server = started;
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand(`${SECTION}.restart`, () => started.restart()),
    vscode.commands.registerCommand(`${SECTION}.showOutput`, () => output.show()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (RESTARTING.some((key) => change.affectsConfiguration(key))) {
        void started.restart();
      }
    }),
  );
  await started.restart();
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
