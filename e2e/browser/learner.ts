// What a learner does on the page, in the learner's own terms: choose, type, run, press a broker, watch. Everything is found
// by role and by the words of the dictionaries, as a person or a screen reader finds it.
import { expect, type JSHandle, type Locator, type Page } from "@playwright/test";
import type { Dictionary } from "../../src/ui/i18n/ko.ts";
import { dictionary, type Language } from "../../src/ui/i18n/language.ts";
import { SPEEDS } from "../../src/ui/timeline/speed.ts";

/** Two slow cores start four workers, an editor and a sandbox at once. */
export const PATIENT = { timeout: 30_000 } as const;

export interface Learner {
  readonly page: Page;
  readonly words: Dictionary;
  readonly language: Language;
}

export function learnerOn(page: Page, language: Language): Learner {
  return { page, language, words: dictionary(language) };
}

/** By its beginning: it names its keys too. */
export function runButton({ page, words }: Learner): Locator {
  return page.getByRole("button", { name: new RegExp(`^${words.editor.run} (Ctrl|⌘)`) });
}

/** The editor stands, the cluster too: the code can be run. */
export async function untilReady(learner: Learner): Promise<void> {
  await expect(learner.page.locator(".monaco-editor .view-lines")).toBeVisible(PATIENT);
  await expect(runButton(learner)).toBeEnabled(PATIENT);
}

/** Where a person would click: within what is seen of the text, which may be wider, and below the lines that stick to its top. */
async function intoEditor(page: Page): Promise<void> {
  await page.locator(".monaco-editor .editor-scrollable").click({ position: { x: 60, y: 100 } });
}

/** Everything in the editor gives way to what is in the clipboard. */
export async function pasteCode({ page }: Learner, source: string): Promise<void> {
  await page.evaluate((text) => navigator.clipboard.writeText(text), source);
  await intoEditor(page);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  const lastLine = source.trimEnd().split("\n").at(-1) ?? "";
  await expect(page.locator(".monaco-editor .view-lines")).toContainText(lastLine.replaceAll(" ", "\u00a0"));
}

/** From within the editor, as the button says. */
export async function run(learner: Learner): Promise<void> {
  await expect(runButton(learner)).toBeEnabled(PATIENT);
  await intoEditor(learner.page);
  const begun = await watchFor(learner.page, learner.words.editor.stop);
  await learner.page.keyboard.press("ControlOrMeta+Enter");
  await expect.poll(() => begun.evaluate(({ seen }) => seen), PATIENT).toBe(true);
}

/** Sees a button even when it is gone again before one could look: a short program ends soon. */
function watchFor(page: Page, name: string): Promise<JSHandle<{ seen: boolean }>> {
  return page.evaluateHandle((wanted) => {
    const watch = { seen: false };
    const observer = new MutationObserver(() => {
      const buttons = [...document.querySelectorAll("button")];
      if (!buttons.some((button) => button.textContent?.trim() === wanted)) return;
      watch.seen = true;
      observer.disconnect();
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
    return watch;
  }, name);
}

export function output({ page, words }: Learner): Locator {
  return page.getByRole("list", { name: words.editor.output });
}

export async function showTab({ page }: Learner, name: string): Promise<void> {
  await page.getByRole("tab", { name }).click();
}

/** Moves the slider a notch at a time, as the arrow keys do. */
export async function setSpeed({ page, words }: Learner, factor: (typeof SPEEDS)[number]): Promise<void> {
  const slider = page.getByRole("slider", { name: words.time.speed });
  const wanted = SPEEDS.indexOf(factor);
  await slider.focus();
  for (let at = Number(await slider.inputValue()); at !== wanted; at += Math.sign(wanted - at)) {
    await slider.press(wanted > at ? "ArrowRight" : "ArrowLeft");
  }
  await expect(slider).toHaveValue(String(wanted));
}

/** Stops the time, does something at leisure, and lets it go on: at any pace of the machine it is done at the same moment. */
export async function whileTimeStands({ page, words }: Learner, act: () => Promise<void>): Promise<void> {
  const transport = page.getByRole("group", { name: words.time.transport });
  await transport.getByRole("button", { name: words.time.pause }).press("Enter");
  const play = transport.getByRole("button", { name: words.time.play });
  await expect(play).toBeVisible();
  await act();
  await play.press("Enter");
}

/** A broker or a controller in the drawing of the cluster. */
function drawnNode(page: Page, id: number): Locator {
  return page.locator(`:is([data-kind="broker"], [data-kind="controller"])[data-value="${id}"]`);
}

/** Chooses from the menu of a node, by pointer: a broker's head is what is not covered by partitions. */
export async function commandByPointer({ page }: Learner, id: number, command: string): Promise<void> {
  const isController = (await drawnNode(page, id).getAttribute("data-kind")) === "controller";
  await drawnNode(page, id).click({ position: isController ? { x: 20, y: 20 } : { x: 40, y: 18 } });
  await page.getByRole("menuitem", { name: command, exact: true }).click();
}

const TABS_MAX = 30;

/** The same without a pointer: with that key into the drawing, to the node, into its menu. Controllers are above brokers. */
export async function commandByKeyboard(
  { page }: Learner,
  id: number,
  command: string,
  key: "Tab" | "Shift+Tab" = "Tab",
): Promise<void> {
  const inDrawing = (): Promise<boolean> =>
    page.evaluate(() => document.activeElement?.closest("svg [data-kind]") !== null);
  for (let pressed = 0; !(await inDrawing()); pressed++) {
    expect(pressed, `the drawing is within reach of ${key}`).toBeLessThan(TABS_MAX);
    await page.keyboard.press(key);
  }
  const wanted = await drawnNode(page, id).getAttribute("data-kind");
  const at = (): Promise<{ kind: string | null; id: number }> =>
    page.evaluate(() => {
      const part = document.activeElement?.closest("[data-kind]");
      return {
        kind: part?.getAttribute("data-kind") ?? null,
        id: Number(part?.getAttribute("data-value") ?? 0),
      };
    });
  for (let moves = 0; (await at()).id !== id; moves++) {
    expect(moves, `node ${id} is within reach of the arrow keys`).toBeLessThan(10);
    const now = await at();
    const up = wanted === "controller" || now.kind !== "controller";
    if (now.kind !== wanted) await page.keyboard.press(up ? "ArrowUp" : "ArrowDown");
    else await page.keyboard.press(now.id > id ? "ArrowLeft" : "ArrowRight");
  }
  await page.keyboard.press("Enter");
  await chooseByKeyboard(page, command);
  // The focus is back where it came from.
  expect((await at()).id).toBe(id);
}

/** In the menu that is open. */
export async function chooseByKeyboard(page: Page, command: string): Promise<void> {
  const item = page.getByRole("menuitem", { name: command, exact: true });
  await expect(item).toBeVisible();
  const isFocused = (): Promise<boolean> => item.evaluate((element) => element === document.activeElement);
  for (let moves = 0; !(await isFocused()); moves++) {
    expect(moves, `${command} is within reach of the arrow keys`).toBeLessThan(20);
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(item).toBeHidden();
}

export async function expectBroker({ page, words }: Learner, id: number, status: string): Promise<void> {
  await expect(drawnNode(page, id)).toHaveAttribute(
    "aria-label",
    words.cluster.brokerLabel(id, status),
    PATIENT,
  );
}

/** The row of a partition, whose label tells leader, ISR and every replica. */
export function partitionRow({ page }: Learner, key: string): Locator {
  return page.locator(`[data-kind="partition"][data-value="${key}"]`);
}

/** What the drawing says of leader and ISR. */
export function leaderAndIsr(learner: Learner, key: string, leader: number, isr: readonly number[]): RegExp {
  const label = learner.words.cluster.partitionLabel(key, leader, isr);
  return new RegExp(`^${label.replaceAll(/[[\]]/g, "\\$&")}\\.`);
}
