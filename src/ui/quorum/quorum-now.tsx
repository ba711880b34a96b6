// What is to be said over every drawing of the quorum: what holds now, and why the last command was refused.
import { useAnnounce } from "../app/announce.ts";
import pane from "../cluster/cluster-pane.module.css";
import { useWords } from "../i18n/language.ts";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { Button } from "../kit/button.tsx";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { type QuorumView, quorumNow } from "./quorum-model.ts";

export function NowSentence({ quorum }: { readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const { gravity, fact } = quorumNow(quorum);
  const said = w.now(fact);
  useAnnounce(said.fact);
  return (
    <p className={pane["now"]}>
      <span className={`${pane["sign"]} ${pane[`sign-${gravity}`]}`} aria-hidden="true" />
      <span>
        <b>{said.fact}</b> {said.cause}
      </span>
    </p>
  );
}

/** Why the last command was refused. */
export function Refusal() {
  const session = useSession();
  const words = useWords();
  const refusal = useSessionState((state) => state.refusal);
  if (refusal === null) return null;
  return (
    <p className={pane["refusal"]} role="alert">
      <span>
        <b>{words.faults.refused}</b> {refusal}
      </span>
      <Button small look="ghost" onClick={() => session.dismissRefusal()}>
        {words.app.close}
      </Button>
    </p>
  );
}
