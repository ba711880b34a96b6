// Opens the bare test page and the workspace on it.
import { expect, type Page } from "@playwright/test";
import type { WorkspaceSpec, WorkspaceState } from "../../src/workers/page/workspace.ts";
import type { RunResult } from "./pages/host.ts";

const HOST_PAGE = "e2e/browser/pages/host.html";

export async function visitHost(page: Page): Promise<void> {
  await page.goto(HOST_PAGE);
}

export async function openHost(
  page: Page,
  kind: "echo" | "kafka",
  spec: Partial<WorkspaceSpec> = {},
): Promise<WorkspaceState> {
  await page.evaluate(([kind, spec]) => window.host.open(kind, spec), [kind, spec] as const);
  return settled(page);
}

/** The first state that is not on the way to another. */
export async function settled(page: Page): Promise<WorkspaceState> {
  await page.waitForFunction(() => window.host.state().kind !== "opening");
  return page.evaluate(() => window.host.state());
}

export function runProgram(page: Page, source: string, stopAfterMs?: number): Promise<RunResult> {
  return page.evaluate(([source, ms]) => window.host.run(source, ms), [source, stopAfterMs] as const);
}

/** Waits until the node has that status in the snapshot. */
export async function expectStatus(page: Page, node: number, status: string): Promise<void> {
  await expect
    .poll(() => page.evaluate((id) => window.host.snapshot()?.nodes.find((it) => it.id === id)?.status, node))
    .toBe(status);
}
