/** Which program is the server: plain data in, plain data out, nothing of VS Code. */

import * as os from "node:os";
import * as path from "node:path";

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What decides the command. `interpreter`: the Python that the user has chosen for the folder. */
export interface Situation {
  readonly path: readonly string[];
  readonly logFile: string;
  readonly folder: string | undefined;
  readonly interpreter: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly isFile: (path: string) => boolean;
}

/** The command that starts the server: as set, else beside the chosen Python, else in the folder's own environment, else from PATH. */
export function serverCommand(situation: Situation): Command {
  const [program, ...args] = situation.path.map((part) => expanded(part, situation.folder));
  const log = situation.logFile ? ["--log-file", expanded(situation.logFile, situation.folder)] : [];
  return { program: program ?? installed(situation) ?? "repro-lint", args: [...args, "server", ...log] };
}

function installed(situation: Situation): string | undefined {
  return candidates(situation).find(situation.isFile);
}

function candidates({ folder, interpreter, platform }: Situation): string[] {
  const [bin, name] = platform === "win32" ? ["Scripts", "repro-lint.exe"] : ["bin", "repro-lint"];
  const beside = interpreter ? [path.join(path.dirname(interpreter), name)] : [];
  const own = folder ? [".venv", "venv"].map((environment) => path.join(folder, environment, bin, name)) : [];
  return [...beside, ...own];
}

function expanded(part: string, folder: string | undefined): string {
  return part.replace(/^~(?=$|[\\/])/, () => os.homedir()).replaceAll("${workspaceFolder}", () => folder ?? "");
}
