// The byte inspector: the files of a broker, one of them in hex, and what its bytes mean. It opens within the playground,
// whose cluster goes on.
import { ArrowLeft, Play, Zap } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import type { FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import type { BrokerSnapshot } from "../../engine/inspect/snapshot.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { Button } from "../kit/button.tsx";
import { Segments } from "../kit/choice.tsx";
import { Empty, Pane, PaneHead } from "../kit/pane.tsx";
import { PHONE, TABLET, useMedia } from "../kit/size.ts";
import type { Session } from "../session/session.ts";
import { Transport } from "../timeline/transport.tsx";
import styles from "./bytes.module.css";
import { FileList, FileSelect, foldersOf } from "./file-list.tsx";
import { FilePanes } from "./file-panes.tsx";
import { chosenOffset, useInspectorState } from "./inspector-state.ts";
import type { LaneSegment } from "./lane-picture.ts";
import { PartitionStrip } from "./partition-strip.tsx";
import { bytesPath } from "./path.ts";
import { fileVersion, useDecoded, useFiles } from "./use-files.ts";

/** Decoding asks for no less than this, so that a scroll by a row asks for nothing new. */
const STEP_BYTES = 1_024;

export interface BytesPageProps {
  readonly session: Session;
  /** Null: the first broker. */
  readonly node: number | null;
  /** A file, a partition's directory, or nothing. */
  readonly path: string;
}

export function BytesPage({ session, node, path }: BytesPageProps) {
  const snapshot = useStore(session.store, (state) => state.snapshot);
  const brokers = snapshot?.nodes.filter(({ role }) => role === "broker") ?? [];
  const present = brokers.find(({ id }) => id === node) ?? brokers[0];
  if (present === undefined) return null;
  const detail = present.detail?.role === "broker" ? present.detail : null;
  return (
    <OpenBytes
      session={session}
      node={present.id}
      nodes={brokers.map(({ id }) => id)}
      running={present.status === "running" || present.status === "frozen"}
      canStart={present.status === "stopped" || present.status === "killed" || present.status === "failed"}
      broker={detail}
      status={present.status}
      path={path}
    />
  );
}

interface OpenProps {
  readonly session: Session;
  readonly node: number;
  readonly nodes: readonly number[];
  readonly running: boolean;
  readonly canStart: boolean;
  readonly broker: BrokerSnapshot | null;
  readonly status: string;
  readonly path: string;
}

/** The file that a path means: itself, or in a directory the active segment. */
function fileOf(files: readonly FileSnapshot[], path: string): FileSnapshot | null {
  const exact = files.find(({ name }) => name === path);
  if (exact !== undefined) return exact;
  const directory = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : path;
  const first = directory === "" ? foldersOf(files)[0]?.name : directory;
  const logs = files.filter(({ name }) => name.startsWith(`${first}/`) && name.endsWith(".log"));
  return logs.at(-1) ?? null;
}

function OpenBytes({ session, node, nodes, running, canStart, broker, status, path }: OpenProps) {
  const words = useBytesWords();
  const phone = useMedia(PHONE);
  const tablet = useMedia(TABLET);
  const [, navigate] = useLocation();
  const { workspace } = session;
  const files = useFiles(workspace, node, `${status} ${progressOf(broker)}`);
  const list = useMemo(() => files.list ?? [], [files.list]);
  const file = fileOf(list, path);
  const slash = file?.name.lastIndexOf("/") ?? -1;
  const directory = file === null || slash < 0 ? null : file.name.slice(0, slash);
  const folders = useMemo(() => foldersOf(list), [list]);
  const [sight, setSight] = useState({ start: 0, end: STEP_BYTES });
  const onSight = useCallback((start: number, end: number) => {
    const from = Math.floor(start / STEP_BYTES) * STEP_BYTES;
    const to = Math.max(from + STEP_BYTES, Math.ceil(end / STEP_BYTES) * STEP_BYTES);
    setSight((old) => (old.start === from && old.end === to ? old : { start: from, end: to }));
  }, []);
  const place = { node, name: file?.name ?? "" };
  const [firstRecord, setFirstRecord] = useState<number | null>(null);
  const version = file === null ? "" : fileVersion(file);
  const { tree, error } = useDecoded(workspace, place, version, sight.start, sight.end, firstRecord);
  const state = useInspectorState(`${node} ${place.name}`, tree);
  if (state.firstRecord !== firstRecord) setFirstRecord(state.firstRecord);
  const open = (name: string): void => navigate(bytesPath(node, name));

  const strip =
    directory === null || files.list === null ? null : (
      <PartitionStrip
        node={node}
        directory={directory}
        files={list}
        broker={broker}
        running={running}
        chosen={chosenOffset(state.chosen)}
        onSegment={(segment) => open(segment.file)}
        onOffset={(offset, segment) => {
          const batch = batchAt(segment, offset);
          if (segment.file !== file?.name) open(segment.file);
          state.goTo(batch?.position ?? 0, offset);
        }}
      />
    );
  const panes =
    file === null ? (
      <div className={styles["none"]}>
        <Empty
          text={
            files.error === null
              ? files.list === null
                ? words.now.opening
                : words.noFiles
              : words.failed(files.error)
          }
        />
      </div>
    ) : (
      <FilePanes
        place={place}
        file={file}
        state={state}
        nodes={tree?.nodes ?? []}
        error={error}
        sight={sight}
        onSight={onSight}
        layout={phone ? "tabs" : "both"}
      />
    );
  return (
    <main id="content" className={styles["page"]}>
      <header className={styles["head"]}>
        <Link href="/playground" className={styles["back"]}>
          <ArrowLeft size={16} strokeWidth={1.5} aria-hidden="true" />
          {words.toPlayground}
        </Link>
        <h1>{words.title}</h1>
        <Segments
          label={words.whichBroker}
          choices={nodes.map((id) => ({ value: String(id), label: words.broker(id) }))}
          value={String(node)}
          onChoose={(id) => navigate(bytesPath(Number(id), path))}
        />
        {canStart ? (
          <Button small onClick={() => void session.command({ kind: "start", node })}>
            <Play size={14} strokeWidth={1.5} aria-hidden="true" />
            {words.start}
          </Button>
        ) : (
          <Button small disabled={!running} onClick={() => void session.command({ kind: "kill", node })}>
            <Zap size={14} strokeWidth={1.5} aria-hidden="true" />
            {words.cut}
          </Button>
        )}
        <span className={styles["time"]}>
          <Transport compact />
        </span>
      </header>
      {strip}
      {phone || tablet ? <FileSelect folders={folders} file={file?.name ?? null} onChoose={open} /> : null}
      <div className={phone ? styles["phoneBody"] : tablet ? styles["tabletBody"] : styles["body"]}>
        {phone || tablet ? null : (
          <Pane label={words.files}>
            <PaneHead>
              <h2>{words.files}</h2>
            </PaneHead>
            <FileList folders={folders} file={file?.name ?? null} directory={directory} onChoose={open} />
            <p className={styles["fileNote"]}>{words.fileNote}</p>
          </Pane>
        )}
        {panes}
      </div>
    </main>
  );
}

/** Changes when a log of the broker grew, was flushed or lost segments. */
function progressOf(broker: BrokerSnapshot | null): string {
  const logs = broker?.replicas ?? [];
  return logs.map((log) => `${log.logEndOffset} ${log.flushedOffset} ${log.segments.length}`).join();
}

function batchAt(segment: LaneSegment, offset: number) {
  return segment.batches?.find(({ baseOffset, lastOffset }) => offset >= baseOffset && offset <= lastOffset);
}
