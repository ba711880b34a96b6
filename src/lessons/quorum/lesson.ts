import type { Lesson } from "../api/lesson.ts";
import { step as notOneOfTheBrokers } from "./1-not-one-of-the-brokers/step.ts";
import { step as whoMakesThePlan } from "./2-who-makes-the-plan/step.ts";
import { step as whoCarriesTheRecords } from "./3-who-carries-the-records/step.ts";
import { step as noZookeeperToAsk } from "./4-no-zookeeper-to-ask/step.ts";
import { step as noPromotionWithoutElection } from "./5-no-promotion-without-election/step.ts";
import { step as fourAreNotStronger } from "./6-four-are-not-stronger/step.ts";
import { step as aliveAndYetItResigns } from "./7-alive-and-yet-it-resigns/step.ts";
import { step as whatGoesOn } from "./8-what-goes-on/step.ts";
import { step as anIsrThatCannotShrink } from "./9-an-isr-that-cannot-shrink/step.ts";
import { step as theDarkPartition } from "./10-the-dark-partition/step.ts";
import { step as twoLeadersOneDecision } from "./11-two-leaders-one-decision/step.ts";

export const lesson: Lesson = {
  id: "quorum",
  steps: [
    notOneOfTheBrokers,
    whoMakesThePlan,
    whoCarriesTheRecords,
    noZookeeperToAsk,
    noPromotionWithoutElection,
    fourAreNotStronger,
    aliveAndYetItResigns,
    whatGoesOn,
    anIsrThatCannotShrink,
    theDarkPartition,
    twoLeadersOneDecision,
  ],
};
