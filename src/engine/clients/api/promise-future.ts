// A Future that stands for a promise. A failure that nobody awaits stays silent, as in Java.
import type { Future } from "./future.ts";

/** A future is awaited like a promise: on purpose, which is why the name is spelt out here. */
const THEN = "then";

class PromiseFuture<T> implements Future<T> {
  private done = false;
  constructor(private readonly promise: Promise<T>) {
    const finished = (): void => {
      this.done = true;
    };
    promise.then(finished, finished);
  }
  get(): Promise<T> {
    return this.promise;
  }
  isDone(): boolean {
    return this.done;
  }
  [THEN]<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.promise.then(onFulfilled, onRejected);
  }
  catch<R = never>(onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<T | R> {
    return this.promise.catch(onRejected);
  }
  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.promise.finally(onFinally);
  }
}

/** @internal */
export function futureOf<T>(promise: Promise<T>): Future<T> {
  return new PromiseFuture(promise);
}
