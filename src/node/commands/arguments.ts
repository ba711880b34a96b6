// Reading of the command line, with every mistake a UsageError.
import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./command.ts";

export function parseArguments<const O extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: O,
  positionals: readonly string[] = [],
) {
  const parsed = parseOrRefuse(args, options);
  const given = parsed.positionals.length;
  if (given < positionals.length) throw new UsageError(`${positionals[given]} is missing`);
  if (given > positionals.length)
    throw new UsageError(`what is "${parsed.positionals[positionals.length]}"?`);
  return parsed;
}

function parseOrRefuse<const O extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${flag} must be a whole number from ${min} to ${max}, not "${text}"`);
  return value;
}
