// The page in a browser, for benchmarks of what happens in the tab: built and served apart from everything else, opened
// in the system's Chromium. SAMSA_URL names a server that runs already, to save the build.
import { type ChildProcess, spawn } from "node:child_process";
import { type Browser, chromium, type Page } from "@playwright/test";
import config from "../../playwright.config.ts";
import { freePorts } from "../../src/node/net/testing/free-ports.ts";

const OUT_DIR = "node_modules/.cache/samsa-bench";
const HOST_PAGE = "e2e/browser/pages/host.html";
const BUILD_LIMIT_MS = 180_000;
const POLL_MS = 200;
/** Whatever is measured on one page ends, or fails, within this. */
const PAGE_LIMIT_MS = 180_000;

export interface Tab {
  readonly browser: Browser;
  /** The bare page of the tests, which opens a workspace only when it is asked to. */
  readonly hostUrl: string;
  /** The page that people see. */
  readonly appUrl: string;
}

export async function withTab<T>(use: (tab: Tab) => Promise<T>): Promise<T> {
  const server = await serve();
  try {
    const browser = await chromium.launch(config.use?.launchOptions ?? {});
    try {
      return await use({ browser, hostUrl: new URL(HOST_PAGE, server.url).href, appUrl: server.url });
    } finally {
      await browser.close();
    }
  } finally {
    server.end();
  }
}

/** The bare page in a browser context of its own: nothing is cached, nothing is stored. */
export async function withFreshPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    limit = setTimeout(
      () => reject(new Error(`the page took longer than ${PAGE_LIMIT_MS} ms`)),
      PAGE_LIMIT_MS,
    );
  });
  try {
    return await Promise.race([use(await context.newPage()), late]);
  } finally {
    clearTimeout(limit);
    await context.close();
  }
}

async function serve(): Promise<{ readonly url: string; readonly end: () => void }> {
  const running = process.env["SAMSA_URL"];
  if (running !== undefined) return { url: running, end() {} };
  const port = await freePorts(1);
  const url = `http://localhost:${port}/`;
  const child = spawn(process.execPath, ["e2e/browser/serve.mjs", `${port}`, OUT_DIR], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    await answering(child, `${url}${HOST_PAGE}`);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return { url, end: () => void child.kill("SIGKILL") };
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + BUILD_LIMIT_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return;
    if (child.exitCode !== null) throw new Error(`the server of the page ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error(`the page was not built in ${BUILD_LIMIT_MS} ms`);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}
