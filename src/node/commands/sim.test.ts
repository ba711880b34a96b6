// What `samsa sim` refuses before it plays anything.
import { expect, test } from "vitest";
import { UsageError } from "./command.ts";
import { sim } from "./sim.ts";

const refusalOf = async (...args: readonly string[]): Promise<string> => {
  const output = { out: () => undefined, err: () => undefined };
  const outcome = await sim.run(args, output).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(UsageError);
  return (outcome as UsageError).message;
};

test("a seed is a number that can be played again, and so is the last of many", async () => {
  for (const seed of ["1e3", "1-5", "", " 1", "4294967296"])
    expect(await refusalOf("--seed", seed)).toContain("--seed must be a whole number from 0 to 4294967295");
  expect(await refusalOf("--seed", "4294967295", "--runs", "2")).toBe(
    "2 runs from seed 4294967295 on go beyond the last seed, 4294967295",
  );
  expect(await refusalOf("--profile", "calm")).toBe("--seed is missing");
});

test("names that nobody knows are told, with where they stand", async () => {
  expect(await refusalOf("--seed", "1", "--profile", "nope")).toContain('there is no profile "nope"');
  expect(await refusalOf("--seed", "1", "--bug", "nope")).toContain('there is no bug "nope"');
});

test("an option that would be passed over is refused", async () => {
  expect(await refusalOf("--seed", "1", "--write")).toBe("--write says nothing beside --seed");
  expect(await refusalOf("--list-bugs", "--list-profiles")).toBe(
    "--list-profiles says nothing beside --list-bugs",
  );
  expect(await refusalOf("--bug-table", "--profile", "calm")).toBe(
    "--profile says nothing beside --bug-table",
  );
});
