// The terms of `fbkd`, all of weight 1, as plain loops in double precision over the published definitions. For its tests.
import { at, combine, convolve, normaliseBatch, type PlainMap, plain } from './reference-layers.ts';

export type Weights = Readonly<Record<string, readonly number[]>>;

export interface Settings {
  readonly masks: 'both' | 'spatial';
  readonly pairwise: 'dot-product' | 'embedded-gaussian';
  readonly pool: number;
  readonly temperature: number;
}

/** The sum of the terms. `masked`: the student that the masks are taken from. */
export function plainFbkd(student: PlainMap, teacher: PlainMap, weights: Weights, settings: Settings, masked = student): number {
  const adapt = (term: string, x: PlainMap) => convolve(x, weights[`${term}/kernel`]!, x.shape[3], weights[`${term}/bias`]!);
  const own = adapt('feature', student);
  const [ofStudent, ofTeacher] = [masksOf(masked, settings.temperature), masksOf(teacher, settings.temperature)];
  const feature = combine(teacher, (n, row, column, c) => {
    const places = (at(ofStudent.places, n, row, column, 0) + at(ofTeacher.places, n, row, column, 0)) / 2;
    const channels = (at(ofStudent.channels, n, 0, 0, c) + at(ofTeacher.channels, n, 0, 0, c)) / 2;
    const difference = at(own, n, row, column, c) - at(teacher, n, row, column, c);
    return difference * Math.sqrt(places * (settings.masks === 'both' ? channels : 1));
  });
  const related = (side: string, x: PlainMap) => nonLocal(x, (name) => weights[`${side}/${name}`]!, settings);
  return (
    Math.hypot(...feature.data) +
    distance(adapt('channel', overPlaces(student)), overPlaces(teacher)) +
    distance(adapt('spatial', overChannels(student)), overChannels(teacher)) +
    distance(adapt('relation', related('studentPlaces', student)), related('teacherPlaces', teacher))
  );
}

const range = (length: number) => Array.from({ length }, (_, index) => index);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const mean = (values: readonly number[]) => total(values) / values.length;
const distance = (a: PlainMap, b: PlainMap) => Math.hypot(...a.data.map((value, index) => value - b.data[index]!));

function softmax(values: readonly number[]): number[] {
  const powers = values.map((value) => Math.exp(value - Math.max(...values)));
  return powers.map((value) => value / total(powers));
}

const valuesOf = (x: PlainMap, n: number, channels: readonly number[], value = (one: number) => one): number[][] =>
  channels.map((c) => range(x.shape[1] * x.shape[2]).map((place) => value(at(x, n, Math.floor(place / x.shape[2]), place % x.shape[2], c))));

function masksOf(x: PlainMap, temperature: number): { places: PlainMap; channels: PlainMap } {
  const [batch, height, width, channels] = x.shape;
  const perSample = range(batch).map((n) => valuesOf(x, n, range(channels), Math.abs));
  const places = perSample.flatMap((rows) => softmax(rows[0]!.map((_, place) => mean(rows.map((row) => row[place]!)) / temperature)));
  const shares = perSample.flatMap((rows) => softmax(rows.map((row) => mean(row) / temperature)));
  return {
    places: plain(
      [batch, height, width, 1],
      places.map((share) => share * height * width),
    ),
    channels: plain(
      [batch, 1, 1, channels],
      shares.map((share) => share * channels),
    ),
  };
}

function overPlaces(x: PlainMap): PlainMap {
  return plain(
    [x.shape[0], 1, 1, x.shape[3]],
    range(x.shape[0]).flatMap((n) => valuesOf(x, n, range(x.shape[3])).map(mean)),
  );
}

function overChannels(x: PlainMap): PlainMap {
  const [batch, height, width, channels] = x.shape;
  const empty = plain([batch, height, width, 1], Array(batch * height * width).fill(0));
  return combine(empty, (n, row, column) => mean(range(channels).map((c) => at(x, n, row, column, c))));
}

/** Each place is a sum over all places of the pooled map, as the definition of a non-local block has it. */
function nonLocal(x: PlainMap, of: (name: string) => readonly number[], { pairwise, pool }: Settings): PlainMap {
  const [batch, height, columns, channels] = x.shape;
  const width = of('theta/bias').length;
  const [theta, phi, g] = ['theta', 'phi', 'g'].map((name) => convolve(x, of(`${name}/kernel`), width, of(`${name}/bias`)));
  const [keys, values] = [maxPool(phi!, pool), maxPool(g!, pool)];
  const data = range(batch).flatMap((n) => {
    const [asked, held, given] = [theta!, keys, values].map((one) => valuesOf(one, n, range(width)));
    return range(height * columns).flatMap((place) => {
      const likeness = held![0]!.map((_, other) => total(range(width).map((c) => asked![c]![place]! * held![c]![other]!)));
      const shares = pairwise === 'dot-product' ? likeness.map((value) => value / likeness.length) : softmax(likeness.map((value) => value / Math.sqrt(width)));
      return range(width).map((c) => total(shares.map((share, other) => share * given![c]![other]!)));
    });
  });
  const left = normaliseBatch(convolve(plain([batch, height, columns, width], data), of('leave/kernel'), channels), of('norm/scale'), of('norm/offset'));
  return combine(x, (...place) => at(x, ...place) + at(left, ...place));
}

/** Without overlap; what is left over is dropped, and a smaller map is pooled whole along that axis. */
function maxPool(x: PlainMap, pool: number): PlainMap {
  const [batch, height, width, channels] = x.shape;
  const [tall, wide] = [Math.min(pool, height), Math.min(pool, width)];
  const [rows, columns] = [Math.floor(height / tall), Math.floor(width / wide)];
  const empty = plain([batch, rows, columns, channels], Array(batch * rows * columns * channels).fill(0));
  return combine(empty, (n, row, column, c) =>
    Math.max(...range(tall * wide).map((k) => at(x, n, row * tall + Math.floor(k / wide), column * wide + (k % wide), c))),
  );
}
