/** Fault of the message: it caused the failure and would cause it again. The subscriber writes a dead letter at once. */
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
 * Fault of access or set-up: refused credentials, a missing alias, index, topic or subject, a mapping of another generation.
 * Consumption stops, readiness turns off, and it is tried again every five seconds. `remedy` says what to run.
 */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message} ${remedy}`, options);
    this.remedy = remedy;
  }
}
