// The quorum as one pane among others, where a lesson is about it: what the page of the quorum shows, one below the other.
import { type ReactNode, useMemo } from "react";
import { Refusal } from "../cluster/refusal.tsx";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { Pane, PaneHead } from "../kit/pane.tsx";
import { PHONE, useMedia } from "../kit/size.ts";
import { useSessionState } from "../session/use-session.tsx";
import { Ballots, MajorityLine } from "./ballots.tsx";
import { linkStates } from "./link-state.ts";
import { HeldPanel, LinksPanel } from "./links-panel.tsx";
import styles from "./quorum.module.css";
import { quorumOf } from "./quorum-model.ts";
import { NowSentence } from "./quorum-now.tsx";
import { VoterLanes } from "./voter-lanes.tsx";

export function QuorumPane({ head }: { readonly head: ReactNode }) {
  const w = useQuorumWords();
  const phone = useMedia(PHONE);
  const shown = useSessionState((state) => state.shown);
  const view = useSessionState((state) => state.view);
  const past = useSessionState((state) => state.pastMs !== null);
  const quorum = useMemo(() => (shown === null ? null : quorumOf(shown)), [shown]);
  const links = useMemo(
    () => (quorum === null || shown === null ? [] : linkStates(quorum.voters, shown.links)),
    [quorum, shown],
  );
  return (
    <Pane label={w.title}>
      <PaneHead>{head}</PaneHead>
      {quorum === null || shown === null || view === null ? null : (
        <>
          <NowSentence quorum={quorum} />
          <Refusal />
          <div className={`${styles["body"]} ${styles["bounded"]}`}>
            <VoterLanes quorum={quorum} view={view} links={links} past={past} narrow={phone} />
            <MajorityLine quorum={quorum} />
            <Ballots quorum={quorum} />
            <div className={styles["inBody"]}>
              <LinksPanel quorum={quorum} links={links} past={past} />
              {shown.heldMessages.length === 0 ? null : (
                <HeldPanel messages={shown.heldMessages} view={view} past={past} />
              )}
            </div>
          </div>
        </>
      )}
    </Pane>
  );
}
