/** One entry of an error body's `errors`. */
export interface FieldError {
  fieldName: string;
  errorType: 'invalid' | 'duplicate' | 'missing';
  errorMessage?: string;
}

/** An answer of the desk that is an error: becomes `{errorCode, message, errors?}`. */
export class DeskError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    errorCode: string,
    message: string,
    errors?: FieldError[],
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'DeskError';
    this.status = status;
    this.errorCode = errorCode;
    this.errors = errors;
    this.headers = headers;
  }
}

/** 404 for a path or a resource that does not exist (or may not be seen). */
export function notFound(): DeskError {
  return new DeskError(404, 'URL_NOT_FOUND', 'The URL given in the request does not exist.');
}

/** 422 INVALID_DATA naming the fields, e.g. `invalid('/contactId')`. */
export function invalid(fieldName: string, errorType: FieldError['errorType'] = 'invalid'): DeskError {
  return invalidFields([{ fieldName, errorType }]);
}

export function invalidFields(errors: FieldError[]): DeskError {
  return new DeskError(
    422,
    'INVALID_DATA',
    `The data is invalid due to validation restrictions`,
    errors.map((e) => ({ errorMessage: '', ...e })),
  );
}

export function unprocessable(message: string): DeskError {
  return new DeskError(422, 'UNPROCESSABLE_ENTITY', message);
}

export function forbidden(): DeskError {
  return new DeskError(403, 'FORBIDDEN', 'You do not have permission to perform this operation.');
}
