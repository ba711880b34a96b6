// Files out of the playground and into it: the whole cluster, a node or a topic as a tar file of Kafka's own files.
import { HardDriveDownload } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useStore } from "zustand";
import { ArchiveError, type ExportRequest, type Progress } from "../../workers/page/workspace.ts";
import type { ClusterView } from "../cluster/model.ts";
import type { Dictionary } from "../i18n/ko.ts";
import { useWords } from "../i18n/language.ts";
import { Button, IconButton } from "../kit/button.tsx";
import { Dialog, DialogEnd } from "../kit/dialog.tsx";
import type { Session } from "../session/session.ts";
import styles from "./archive-dialog.module.css";

type Work =
  | { readonly kind: "none" }
  | { readonly kind: "busy"; readonly progress: Progress }
  | { readonly kind: "done" | "failed"; readonly text: string };

const BEGUN: Work = { kind: "busy", progress: { doneBytes: 0, totalBytes: 1 } };

/** The button with its dialog. */
export function ArchiveButton({ session }: { readonly session: Session }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const [work, setWork] = useState<Work>({ kind: "none" });
  return (
    <>
      <IconButton label={words.archive.title} onClick={() => setOpen(true)}>
        <HardDriveDownload size={16} strokeWidth={1.5} />
      </IconButton>
      <Dialog open={open} title={words.archive.title} onClose={() => setOpen(false)}>
        <p>{words.archive.about}</p>
        <ExportPart session={session} work={work} onWork={setWork} />
        <ImportPart session={session} work={work} onWork={setWork} />
        <Outcome work={work} />
        <DialogEnd>
          <Button onClick={() => setOpen(false)}>{words.app.close}</Button>
        </DialogEnd>
      </Dialog>
    </>
  );
}

interface PartProps {
  readonly session: Session;
  readonly work: Work;
  onWork(work: Work): void;
}

function ExportPart({ session, work, onWork }: PartProps) {
  const words = useWords();
  const view = useStore(session.store, (state) => state.view);
  const [choice, setChoice] = useState("workspace");
  const id = useId();
  async function go(): Promise<void> {
    onWork(BEGUN);
    try {
      const request = requestOf(choice);
      const blob = await session.workspace.exportArchive(request, (progress) =>
        onWork({ kind: "busy", progress }),
      );
      const name = `samsa-${choice.replace(/[^\w.-]/g, "-")}.tar`;
      download(blob, name);
      onWork({ kind: "done", text: words.archive.exported(name, blob.size) });
    } catch (error) {
      onWork({ kind: "failed", text: explain(error, words) });
    }
  }
  return (
    <fieldset className={styles["part"]} disabled={work.kind === "busy"}>
      <label htmlFor={id}>{words.archive.what}</label>
      <div className={styles["row"]}>
        <select id={id} value={choice} onChange={(event) => setChoice(event.target.value)}>
          {choicesOf(view, words).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <Button look="primary" onClick={() => void go()}>
          {words.archive.export}
        </Button>
      </div>
      <p>{choice.startsWith("topic-") ? words.archive.topicNote : words.archive.restNote}</p>
    </fieldset>
  );
}

function ImportPart({ session, work, onWork }: PartProps) {
  const words = useWords();
  const [file, setFile] = useState<File | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  async function go(chosen: File): Promise<void> {
    onWork(BEGUN);
    try {
      const outcome = await session.workspace.importArchive(chosen, (progress) =>
        onWork({ kind: "busy", progress }),
      );
      if (outcome.kind === "workspace") session.forget();
      onWork({ kind: "done", text: words.archive.imported(outcome) });
    } catch (error) {
      onWork({ kind: "failed", text: explain(error, words) });
    }
  }
  return (
    <fieldset className={styles["part"]} disabled={work.kind === "busy"}>
      <label htmlFor={id}>{words.archive.choose}</label>
      <div className={styles["row"]}>
        <input
          id={id}
          ref={input}
          className="visually-hidden"
          type="file"
          accept=".tar,.gz,.tgz"
          tabIndex={-1}
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
        <Button onClick={() => input.current?.click()}>{words.archive.pick}</Button>
        <span className={styles["name"]}>{file?.name ?? words.archive.nothing}</span>
        <Button look="danger" disabled={file === null} onClick={() => file !== null && void go(file)}>
          {words.archive.import}
        </Button>
      </div>
      <p>{words.archive.importNote}</p>
    </fieldset>
  );
}

function Outcome({ work }: { readonly work: Work }) {
  const words = useWords();
  if (work.kind === "none") return null;
  if (work.kind === "busy") {
    const { doneBytes, totalBytes } = work.progress;
    return (
      <p className={styles["outcome"]}>
        <progress aria-label={words.archive.working} value={doneBytes} max={Math.max(1, totalBytes)} />
      </p>
    );
  }
  return (
    <p className={styles["outcome"]} role={work.kind === "failed" ? "alert" : "status"} data-kind={work.kind}>
      {work.text}
    </p>
  );
}

function choicesOf(view: ClusterView | null, words: Dictionary): (readonly [value: string, label: string])[] {
  const topics = new Set(view?.partitions.map(({ topic }) => topic) ?? []);
  return [
    ["workspace", words.archive.workspace],
    ...(view?.brokers ?? []).map(({ id }) => [`node-${id}`, words.archive.broker(id)] as const),
    ...(view?.controllers ?? []).map(
      ({ id, label }) => [`node-${id}`, words.archive.controller(label)] as const,
    ),
    ...[...topics].map((topic) => [`topic-${topic}`, words.archive.topic(topic)] as const),
  ];
}

function requestOf(choice: string): ExportRequest {
  const dash = choice.indexOf("-");
  const rest = choice.slice(dash + 1);
  if (choice.startsWith("node-")) return { kind: "node", node: Number(rest) };
  return choice.startsWith("topic-") ? { kind: "topic", topic: rest } : { kind: "workspace" };
}

function explain(error: unknown, words: Dictionary): string {
  if (error instanceof ArchiveError) {
    const text = words.archive.errors[error.kind];
    // Of what is no archive there is no place to name.
    return error.kind === "no-tar" ? text : `${text} (${error.detail})`;
  }
  return words.archive.failed(error instanceof Error ? error.message : String(error));
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken hold of the file once the click is through.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
