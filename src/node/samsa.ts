// The `samsa` command: `samsa NAME …` runs the sub-command NAME. Exit codes: 0 success, 1 failure, 2 wrong usage.
import { COMMANDS } from "./commands/all.ts";
import { type Command, type CommandOutput, UsageError } from "./commands/command.ts";

const output: CommandOutput = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

async function overview(): Promise<string> {
  const lines = ["usage: samsa COMMAND [ARGUMENTS]   (samsa COMMAND --help tells more)", ""];
  for (const load of Object.values(COMMANDS)) {
    const { name, summary } = await load();
    lines.push(`  ${name.padEnd(12)} ${summary}`);
  }
  return lines.join("\n");
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    output.out(await overview());
    return 0;
  }
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    output.err(name === undefined ? "a command is missing" : `there is no command "${name}"`);
    output.err(await overview());
    return 2;
  }
  return runCommand(await COMMANDS[name]!(), args);
}

async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    output.out(command.help);
    return 0;
  }
  try {
    return await command.run(args, output);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.err(`samsa ${command.name}: ${error.message}`);
    output.err(command.help);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
// What is left open (a listener, a timer of a stopped node) must not keep the command from ending.
process.exit();
