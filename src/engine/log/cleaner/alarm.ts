// Sleep from which one can be woken.
import type { Clock, Timer } from "../../ports/clock.ts";

export class Alarm {
  private sleeping: { readonly timer: Timer; readonly wake: () => void } | null = null;
  /** Woken while nobody slept: the next sleep does not begin. */
  private isEarly = false;

  constructor(private readonly clock: Clock) {}

  sleep(delayMs: number): Promise<void> {
    if (this.isEarly) {
      this.isEarly = false;
      return Promise.resolve();
    }
    return new Promise((wake) => {
      const timer = this.clock.setTimer(delayMs, () => {
        this.sleeping = null;
        wake();
      });
      this.sleeping = { timer, wake };
    });
  }

  wake(): void {
    const { sleeping } = this;
    this.isEarly = sleeping === null;
    this.sleeping = null;
    sleeping?.timer.cancel();
    sleeping?.wake();
  }
}
