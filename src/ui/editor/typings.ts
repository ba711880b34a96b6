// The declarations of the module "samsa" for the editor: what a learner may import, with the types it really has.
// Written by the build of the client library into the folder beside this file.

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
`;

const files = import.meta.glob<string>("./samsa-typings/**/*.d.ts", { query: "?raw", import: "default" });

export async function samsaTypings(): Promise<ExtraLib[]> {
  const declared = await Promise.all(
    Object.entries(files).map(async ([path, load]) => ({
      content: await load(),
      filePath: path.replace("./samsa-typings/", "file:///node_modules/samsa/"),
    })),
  );
  return [...declared, { content: GLOBALS, filePath: "file:///node_modules/program-globals.d.ts" }];
}
