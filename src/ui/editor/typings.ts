// The declarations of the module "samsa" for the editor: what a learner may import, with the types it really has.
// Made from the client library by src/node/launch/typings.mjs; a test keeps it up to date.

export interface ExtraLib {
  readonly content: string;
  readonly filePath: string;
}

/** What a program has besides its imports, in a worker without the page. */
const GLOBALS = `declare const console: {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
};
/** In playground time, as everything else here. */
declare function setTimeout(callback: (...args: any[]) => void, delayMs?: number, ...args: any[]): number;
declare function setInterval(callback: (...args: any[]) => void, delayMs?: number, ...args: any[]): number;
declare function clearTimeout(timer?: number): void;
declare function clearInterval(timer?: number): void;
declare const performance: { now(): number };
`;

const files = import.meta.glob<string>("./samsa-typings/*.d.ts.txt", { query: "?raw", import: "default" });

export async function samsaTypings(): Promise<ExtraLib[]> {
  const declared = await Promise.all(
    Object.entries(files).map(async ([path, load]) => ({
      content: await load(),
      filePath: path.replace("./samsa-typings/", "file:///node_modules/samsa/").replace(/\.txt$/, ""),
    })),
  );
  return [...declared, { content: GLOBALS, filePath: "file:///node_modules/program-globals.d.ts" }];
}
