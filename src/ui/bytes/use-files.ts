// What the inspector reads of a node: the list of its files, looked at again and again; bytes and meaning of what is in
// sight of one of them. Only ranges are fetched, and what is shown stays until its successor is there.
import { useEffect, useRef, useState } from "react";
import type { ByteTree, FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import type { Workspace } from "../../workers/page/workspace.ts";

/** How often the disk is looked at while somebody watches. */
const LOOK_MS = 1_000;
/** After there was reason to: the reasons of one moment are one look. */
const SOON_MS = 120;
export const PAGE_BYTES = 4_096;
/** A scroll does not ask for every row that it passes. */
const SETTLE_MS = 40;
const MOST_PAGES = 64;

export interface Files {
  readonly list: readonly FileSnapshot[] | null;
  readonly error: string | null;
}

/** `again` changes when there is reason to look soon. */
export function useFiles(workspace: Workspace, node: number, again: unknown): Files {
  const [files, setFiles] = useState<Files>({ list: null, error: null });
  useEffect(() => {
    void again;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const look = async (): Promise<void> => {
      try {
        const list = await workspace.files(node);
        if (!left) setFiles((old) => (sameFiles(old.list, list) ? old : { list, error: null }));
      } catch (error) {
        if (!left) setFiles((old) => ({ ...old, error: textOf(error) }));
      }
      if (!left) timer = setTimeout(() => void look(), LOOK_MS);
    };
    timer = setTimeout(() => void look(), SOON_MS);
    return () => {
      left = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [workspace, node, again]);
  return files;
}

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function sameFiles(a: readonly FileSnapshot[] | null, b: readonly FileSnapshot[]): boolean {
  return a !== null && versionOf(a) === versionOf(b);
}

/** Changes when a file is longer, shorter or flushed further. */
export function versionOf(files: readonly FileSnapshot[]): string {
  return files.map(fileVersion).join("\n");
}

export function fileVersion({ name, sizeBytes, dirty }: FileSnapshot): string {
  return `${name} ${sizeBytes} ${dirty.map(({ start, end }) => `${start}-${end}`).join()}`;
}

export interface BytesInSight {
  /** The byte at a position of the file; undefined while it is not there. */
  at(position: number): number | undefined;
}

interface Pages {
  /** Of which file, in which version. */
  readonly key: string;
  readonly pages: Map<number, Uint8Array>;
}

export interface FilePlace {
  readonly node: number;
  readonly name: string;
}

/** The pages that [start, end) touches. */
export function useBytes(
  workspace: Workspace,
  { node, name }: FilePlace,
  version: string,
  start: number,
  end: number,
): BytesInSight {
  const held = useRef<Pages>({ key: "", pages: new Map() });
  const [, setTick] = useState(0);
  const first = Math.floor(start / PAGE_BYTES);
  const last = Math.floor(Math.max(start, end - 1) / PAGE_BYTES);
  useEffect(() => {
    let left = false;
    const key = `${node} ${version}`;
    const old = held.current;
    const isSameFile = old.key.split(" ").slice(0, 2).join() === key.split(" ").slice(0, 2).join();
    if (!isSameFile) held.current = { key: "", pages: new Map() };
    const timer = setTimeout(async () => {
      const pages = held.current.key === key ? held.current.pages : new Map<number, Uint8Array>();
      const missing: number[] = [];
      for (let page = first; page <= last; page++) if (!pages.has(page)) missing.push(page);
      if (missing.length === 0) return;
      const [from] = missing as [number];
      const length = ((missing.at(-1) ?? from) - from + 1) * PAGE_BYTES;
      const bytes = await workspace.readFile(node, name, from * PAGE_BYTES, length).catch(() => null);
      if (left || bytes === null) return;
      for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
        pages.set(from + at / PAGE_BYTES, bytes.subarray(at, at + PAGE_BYTES));
      }
      for (const page of [...pages.keys()].slice(0, Math.max(0, pages.size - MOST_PAGES))) pages.delete(page);
      held.current = { key, pages };
      setTick((tick) => tick + 1);
    }, SETTLE_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [workspace, node, name, version, first, last]);
  return {
    at(position) {
      const page = Math.floor(position / PAGE_BYTES);
      return held.current.pages.get(page)?.[position - page * PAGE_BYTES];
    },
  };
}

export interface Decoded {
  readonly tree: ByteTree | null;
  readonly error: string | null;
}

/** What the bytes around [start, end) mean. */
export function useDecoded(
  workspace: Workspace,
  { node, name }: FilePlace,
  version: string,
  start: number,
  end: number,
  firstRecord: number | null,
): Decoded {
  const [decoded, setDecoded] = useState<Decoded & { readonly of: string }>({
    tree: null,
    error: null,
    of: "",
  });
  const of = `${node} ${name}`;
  useEffect(() => {
    let left = false;
    // The same for every version: a file that grew is decoded anew.
    void version;
    const timer = setTimeout(async () => {
      try {
        const wish = firstRecord === null ? {} : { firstRecord };
        const tree = await workspace.decodeFile(node, name, { start, end }, wish);
        if (!left) setDecoded({ tree, error: null, of: `${node} ${name}` });
      } catch (error) {
        if (!left) setDecoded({ tree: null, error: textOf(error), of: `${node} ${name}` });
      }
    }, SETTLE_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [workspace, node, name, version, start, end, firstRecord]);
  return decoded.of === of ? decoded : { tree: null, error: null };
}
