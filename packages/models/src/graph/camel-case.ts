// Model files spell names as Python does (`class_name`), TensorFlow.js in memory as JavaScript does (`className`).

/** As TensorFlow.js rewrites a name when it reads a model file. */
export function camelCase(name: string): string {
  return name.length <= 1 ? name : name.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}

const REFERENCES = new Set(['inboundNodes', 'inputLayers', 'outputLayers']);

/** A copy of a configuration in JavaScript's spelling. Names of layers and models stay as they are. */
export function camelConfig(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return camelCase(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === 0 && typeof item === 'string' && REFERENCES.has(key) ? item : camelConfig(item, key)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const camel = camelCase(name);
      return name === 'name' && typeof inner === 'string' ? [name, inner] : [camel, camelConfig(inner, camel)];
    }),
  );
}
