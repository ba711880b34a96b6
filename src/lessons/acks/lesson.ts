import type { Lesson } from "../api/lesson.ts";
import { step as sentIsNotStored } from "./1-sent-is-not-stored/step.ts";
import { step as acknowledgedThenGone } from "./2-acknowledged-then-gone/step.ts";
import { step as untilTheIsrHasIt } from "./3-until-the-isr-has-it/step.ts";
import { step as theQuietFollower } from "./4-the-quiet-follower/step.ts";
import { step as refusingToWrite } from "./5-refusing-to-write/step.ts";
import { step as aloneInTheIsr } from "./6-alone-in-the-isr/step.ts";
import { step as putItTogether } from "./7-put-it-together/step.ts";

export const lesson: Lesson = {
  id: "acks",
  steps: [
    sentIsNotStored,
    acknowledgedThenGone,
    untilTheIsrHasIt,
    theQuietFollower,
    refusingToWrite,
    aloneInTheIsr,
    putItTogether,
  ],
};
