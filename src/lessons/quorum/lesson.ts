import type { Lesson } from "../api/lesson.ts";
import { step as notOneOfTheBrokers } from "./1-not-one-of-the-brokers/step.ts";
import { step as noPromotionWithoutElection } from "./2-no-promotion-without-election/step.ts";
import { step as fourAreNotStronger } from "./3-four-are-not-stronger/step.ts";
import { step as aliveAndYetItResigns } from "./4-alive-and-yet-it-resigns/step.ts";
import { step as whatGoesOn } from "./5-what-goes-on/step.ts";
import { step as anIsrThatCannotShrink } from "./6-an-isr-that-cannot-shrink/step.ts";
import { step as theDarkPartition } from "./7-the-dark-partition/step.ts";
import { step as twoLeadersOneDecision } from "./8-two-leaders-one-decision/step.ts";

export const lesson: Lesson = {
  id: "quorum",
  steps: [
    notOneOfTheBrokers,
    noPromotionWithoutElection,
    fourAreNotStronger,
    aliveAndYetItResigns,
    whatGoesOn,
    anIsrThatCannotShrink,
    theDarkPartition,
    twoLeadersOneDecision,
  ],
};
