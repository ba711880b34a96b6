// Brings a step's scenario about on an open workspace: topics first, by a program like the learner's own, then the
// commands. A workspace that was kept from an earlier visit starts again, so that a step always begins the same; only one
// whose step is passed stays as it was left, to be looked at.
import type { Scenario } from "../../lessons/api/lesson.ts";
import { SETUP_NAME, setupProgram } from "../../lessons/api/setup.ts";
import type { ProgramOutput, WorkspaceState } from "../../workers/page/workspace.ts";
import { lineText } from "../editor/program.ts";
import type { Session } from "../session/session.ts";

export type StageState =
  | { readonly kind: "opening" }
  | { readonly kind: "topics" }
  /** `kept`: as it was left on an earlier visit. */
  | { readonly kind: "ready"; readonly kept: boolean }
  | { readonly kind: "failed"; readonly message: string };

function whenOpen(session: Session): Promise<Extract<WorkspaceState, { kind: "open" }>> {
  return new Promise((resolve) => {
    const { lifecycle } = session.store.getState();
    if (lifecycle.kind === "open") {
      resolve(lifecycle);
      return;
    }
    const stop = session.store.subscribe(({ lifecycle: next }) => {
      if (next.kind !== "open") return;
      stop();
      resolve(next);
    });
  });
}

async function makeTopics(session: Session, source: string): Promise<void> {
  const said: ProgramOutput[] = [];
  const outcome = await session.workspace.run(SETUP_NAME, source, (line) => said.push(line)).done;
  if (outcome === "finished") return;
  const last = said.at(-1);
  throw new Error(last === undefined ? outcome : lineText(last));
}

export async function setStage(
  session: Session,
  scenario: Scenario,
  how: "begin" | "begin-again" | "keep",
  onState: (state: StageState) => void,
): Promise<void> {
  onState({ kind: "opening" });
  try {
    const open = await whenOpen(session);
    if (open.restored && how === "keep") return onState({ kind: "ready", kept: true });
    if (open.restored || how === "begin-again") {
      await session.reset();
      await whenOpen(session);
    }
    onState({ kind: "topics" });
    const source = setupProgram(scenario);
    if (source !== null) await makeTopics(session, source);
    for (const command of scenario.commands) await session.workspace.command(command);
    onState({ kind: "ready", kept: false });
  } catch (error) {
    onState({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}
