// The files of a node, partition by partition: how large they are, and how much of them is only in the page cache.
import { useEffect, useState } from "react";
import type { FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { count } from "../i18n/numbers.ts";
import { useRoving } from "../kit/roving.ts";
import { shorten } from "../kit/shorten.ts";
import styles from "./bytes.module.css";

const NAME_MAX = 40;

export interface Folder {
  /** Null: the log directory itself. */
  readonly name: string | null;
  readonly files: readonly FileSnapshot[];
}

/** Partitions by name, then the rest; internal topics behind the others. */
export function foldersOf(files: readonly FileSnapshot[]): Folder[] {
  const folders = new Map<string | null, FileSnapshot[]>();
  for (const file of files) {
    const slash = file.name.lastIndexOf("/");
    const name = slash < 0 ? null : file.name.slice(0, slash);
    folders.set(name, [...(folders.get(name) ?? []), file]);
  }
  const rank = (name: string | null): number => (name === null ? 2 : name.startsWith("__") ? 1 : 0);
  return [...folders]
    .map(([name, list]) => ({ name, files: list }))
    .sort(
      (a, b) =>
        rank(a.name) - rank(b.name) || (a.name ?? "").localeCompare(b.name ?? "", "en", { numeric: true }),
    );
}

/** `…0000012.log`: the zeros say nothing. */
export function shortName(name: string): string {
  const file = name.slice(name.lastIndexOf("/") + 1);
  return file.replace(/^0{9,}(?=\d{5})/, "…");
}

export const dirtyOf = ({ dirty }: FileSnapshot): number =>
  dirty.reduce((sum, { start, end }) => sum + end - start, 0);

/** Its files exist while it is open: a broker may have a thousand directories. */
function FolderItem({
  folder,
  file,
  isPresent,
  onChoose,
}: {
  readonly folder: Folder;
  readonly file: string | null;
  /** The file that is looked at is in it. */
  readonly isPresent: boolean;
  readonly onChoose: (name: string) => void;
}) {
  const words = useBytesWords();
  const [open, setOpen] = useState(isPresent);
  useEffect(() => setOpen(isPresent), [isPresent]);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary title={folder.name ?? undefined}>
        {folder.name === null ? words.otherFiles : `${shorten(folder.name, NAME_MAX)}/`}
      </summary>
      {open ? (
        <ul>
          {folder.files.map((each) => {
            const dirty = dirtyOf(each);
            return (
              <li key={each.name}>
                <button
                  type="button"
                  aria-current={each.name === file ? "true" : undefined}
                  title={each.name}
                  onClick={() => onChoose(each.name)}
                >
                  <b>{shortName(each.name)}</b>
                  {dirty === 0 ? null : <em>{words.dirty(dirty)}</em>}
                  <span>{count(each.sizeBytes)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      ) : null}
    </details>
  );
}

export function FileList({
  folders,
  file,
  directory,
  onChoose,
}: {
  readonly folders: readonly Folder[];
  readonly file: string | null;
  readonly directory: string | null;
  readonly onChoose: (name: string) => void;
}) {
  const list = useRoving<HTMLDivElement>();
  return (
    <div className={styles["files"]} ref={list}>
      {folders.map((folder) => (
        <FolderItem
          key={folder.name ?? ""}
          folder={folder}
          file={file}
          isPresent={folder.name === directory}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
}

/** The same where there is no room for a list. */
export function FileSelect({
  folders,
  file,
  onChoose,
}: {
  readonly folders: readonly Folder[];
  readonly file: string | null;
  readonly onChoose: (name: string) => void;
}) {
  const words = useBytesWords();
  return (
    <label className={styles["select"]}>
      <span>{words.files}</span>
      <select value={file ?? ""} onChange={(event) => onChoose(event.currentTarget.value)}>
        {file === null ? <option value="">{words.noFile}</option> : null}
        {folders.map((folder) => (
          <optgroup key={folder.name ?? ""} label={folder.name ?? words.otherFiles}>
            {folder.files.map((each) => (
              <option key={each.name} value={each.name}>
                {`${shortName(each.name)} · ${count(each.sizeBytes)} B`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
