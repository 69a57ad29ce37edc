/** A poison message: retrying cannot help, so the subscriber writes a dead letter at once. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
  /** A short stable word for metrics and filters: `undecodable`, `unknown-schema`, `immense-term`. */
  readonly errorClass: string;

  constructor(errorClass: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.errorClass = errorClass;
  }
}

/**
 * A configuration fault: refused access, an outdated mapping, or a missing alias, index, topic or subject.
 * Consumption stops, readiness turns off, and it is retried every five seconds. `remedy` is the fix.
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message} ${remedy}`, options);
    this.remedy = remedy;
  }
}
