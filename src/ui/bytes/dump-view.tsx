// What kafka-dump-log.sh prints of the file, a page of lines at a time.
import { useEffect, useState } from "react";
import type { Workspace } from "../../workers/page/workspace.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { Button } from "../kit/button.tsx";
import { SCROLLABLE } from "../kit/scrollable.ts";
import styles from "./bytes.module.css";
import { type FilePlace, textOf } from "./use-files.ts";

const PAGE_LINES = 200;

export function DumpView({
  workspace,
  place: { node, name },
  version,
}: {
  readonly workspace: Workspace;
  readonly place: FilePlace;
  readonly version: string;
}) {
  const words = useBytesWords();
  const [wanted, setWanted] = useState(PAGE_LINES);
  const [dumped, setDumped] = useState<{ readonly lines: readonly string[]; readonly more: boolean } | null>(
    null,
  );
  useEffect(() => {
    void version;
    let left = false;
    const read = async (): Promise<void> => {
      const lines: string[] = [];
      try {
        for await (const line of workspace.dumpFile(node, name)) {
          if (left || lines.length === wanted) break;
          lines.push(line);
        }
      } catch (error) {
        lines.push(textOf(error));
      }
      if (!left) setDumped({ lines, more: lines.length === wanted });
    };
    void read();
    return () => {
      left = true;
    };
  }, [workspace, node, name, version, wanted]);
  return (
    <div className={styles["dump"]} {...SCROLLABLE}>
      <pre>{dumped === null ? words.loading : dumped.lines.join("\n")}</pre>
      {dumped?.more === true ? (
        <p>
          {words.dumpLines(dumped.lines.length)}{" "}
          <Button small onClick={() => setWanted(wanted + PAGE_LINES)}>
            {words.dumpMore}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
