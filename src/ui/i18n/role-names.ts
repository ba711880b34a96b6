// What a controller is in the quorum, in both languages: the drawings' word for it is the event list's, too.
import type { RaftRole } from "../cluster/node-state.ts";

export const rolesKo: Readonly<Record<RaftRole, string>> = {
  leader: "리더",
  stale: "리더로 착각 중",
  follower: "팔로워",
  candidate: "후보",
  prospective: "사전 투표 중",
  unattached: "리더를 찾는 중",
  resigned: "물러남",
  observer: "관찰자",
};

export const rolesEn: Readonly<Record<RaftRole, string>> = {
  leader: "Leader",
  stale: "Believes it leads",
  follower: "Follower",
  candidate: "Candidate",
  prospective: "In a pre-vote",
  unattached: "Looking for a leader",
  resigned: "Resigned",
  observer: "Observer",
};
