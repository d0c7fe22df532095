import { DeskError } from './errors.ts';

const DAY = 86_400_000;

/** The credit price of a call: lists and searches 3 up to an offset of 2,000, then 2 more for every further 2,000; updateMany 25; the rest 1. */
export function priceOf(operation: string, query: URLSearchParams): number {
  if (operation === 'updateManyTickets') return 25;
  if (!operation.startsWith('list') && !operation.startsWith('search')) return 1;
  const offset = Number(query.get('from') ?? 0);
  return offset > 2000 ? 3 + 2 * Math.ceil((offset - 2000) / 2000) : 3;
}

/** The organisation's credits of the day; a day begins at midnight UTC of the desk's clock. */
export interface Credits {
  /** Takes `price` and returns what remains; 429 THRESHOLD_EXCEEDED when there is not enough. */
  spend(price: number, now: number): number;
  remaining(now: number): number;
  setRemaining(value: number, now: number): void;
}

export function createCredits(perDay: number): Credits {
  let day = -1;
  let left = perDay;
  const turn = (now: number): void => {
    const today = Math.floor(now / DAY);
    if (today !== day) {
      if (day !== -1) left = perDay;
      day = today;
    }
  };
  return {
    spend: (price, now) => {
      turn(now);
      if (left < price) {
        const wait = Math.ceil(((Math.floor(now / DAY) + 1) * DAY - now) / 1000);
        throw new DeskError(
          429,
          'THRESHOLD_EXCEEDED',
          'You have reached the API credit limit of your organisation for today.',
          undefined,
          {
            'Retry-After': String(wait),
            'X-Rate-Limit-Remaining-v3': String(Math.max(0, left)),
          },
        );
      }
      left -= price;
      return left;
    },
    remaining: (now) => {
      turn(now);
      return left;
    },
    setRemaining: (value, now) => {
      turn(now);
      left = value;
    },
  };
}
