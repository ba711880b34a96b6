// The stories that lessons tell, each of them a question that a learner asks: who takes over when something dies (the first
// six), what the ISR is for and what its limits are (the next five), what each acks promises (two), and how epochs keep a
// leader that was replaced from doing harm (the last three).
import { acksOneLoses } from "./acks-one-loses.ts";
import { acksZeroLoses } from "./acks-zero-loses.ts";
import { controlledShutdown } from "./controlled-shutdown.ts";
import { controllerDies } from "./controller-dies.ts";
import { cutOffFromControllers } from "./cut-off-from-controllers.ts";
import { eligibleLeaders } from "./eligible-leaders.ts";
import { followerSlow } from "./follower-slow.ts";
import { lastKnownLeader } from "./last-known-leader.ts";
import { leaderDies } from "./leader-dies.ts";
import { logDiverges } from "./log-diverges.ts";
import { quorumBack } from "./quorum-back.ts";
import { quorumLost } from "./quorum-lost.ts";
import { splitBrainRefused } from "./split-brain-refused.ts";
import type { Story } from "./story.ts";
import { twoOfThreeDead } from "./two-of-three-dead.ts";
import { uncleanElection } from "./unclean-election.ts";
import { zombieLeader } from "./zombie-leader.ts";

export const STORIES: readonly Story[] = [
  leaderDies,
  controlledShutdown,
  controllerDies,
  quorumLost,
  quorumBack,
  splitBrainRefused,
  followerSlow,
  twoOfThreeDead,
  uncleanElection,
  eligibleLeaders,
  lastKnownLeader,
  acksOneLoses,
  acksZeroLoses,
  zombieLeader,
  cutOffFromControllers,
  logDiverges,
];

export function storyNamed(name: string): Story | undefined {
  return STORIES.find((story) => story.name === name);
}
