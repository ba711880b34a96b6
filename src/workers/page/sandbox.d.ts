// Addresses of what the build makes beside the page (src/node/build/program-sandbox.ts).
declare module "virtual:program-sandbox" {
  /** The script that goes before a program's own text. */
  export const runtimeUrl: string;
  /** The document that programs' workers are made in. */
  export const frameUrl: string;
}
