// Walks a network from its output to its input. What comes out is what one pass computes, in the order of the network;
// a model used as a layer is one point.
import type { Layer, SymbolicTensor } from './layer.ts';

/** Every tensor that `outputs` depend on, inputs before what is made of them. Deterministic. */
export function graphPoints(outputs: readonly SymbolicTensor[]): readonly SymbolicTensor[] {
  const done = new Set<SymbolicTensor>();
  const seen = new Set<SymbolicTensor>();
  const stack: { readonly tensor: SymbolicTensor; next: number }[] = [];
  const push = (tensor: SymbolicTensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    stack.push({ tensor, next: 0 });
  };
  for (const output of outputs) {
    push(output);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.tensor.inputs[top.next++];
      if (input !== undefined) push(input);
      else {
        done.add(top.tensor);
        stack.pop();
      }
    }
  }
  return [...done];
}

/** The layers behind those points, each once, in the same order. */
export function graphLayers(outputs: readonly SymbolicTensor[]): readonly Layer[] {
  return [...new Set(graphPoints(outputs).map((point) => point.sourceLayer))];
}
