// java.util.concurrent.Future as a promise: `await producer.send(record)` does what `producer.send(record).get()` does
// in Java. Nobody has to look at it: a failure that nobody awaits stays silent, as in Java.

/** The result of something under way. */
export interface Future<T> extends PromiseLike<T> {
  /** Waits for the result; rejects with the exception itself, not wrapped in an ExecutionException. */
  get(): Promise<T>;
  isDone(): boolean;
  catch<R = never>(onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<T | R>;
  finally(onFinally?: (() => void) | null): Promise<T>;
}
