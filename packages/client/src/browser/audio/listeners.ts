/** Who listens to which event of a table of events. */
export class Listeners<Events extends object> {
  readonly #byName = new Map<keyof Events, Set<(event: never) => void>>();

  /**
   * Adds a listener; listeners are called in the order they were added.
   *
   * @returns removes it.
   */
  add<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, listeners);
    // A listener of its own for each call, so that the same function may be added twice.
    const own = (event: Events[Name]): void => {
      listener(event);
    };
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  }

  /** Calls the listeners of an event; what one throws is reported by the platform and hurts no other. */
  tell<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#byName.get(name) ?? [])]) {
      try {
        // What is kept under a name was added for it.
        (listener as (event: Events[Name]) => void)(event);
      } catch (error) {
        reportError(error);
      }
    }
  }

  /** Removes all of them. */
  clear(): void {
    this.#byName.clear();
  }
}
