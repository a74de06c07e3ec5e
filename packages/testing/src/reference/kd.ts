// Reference maths of `kd`: plain loops in double precision, from the formula, without tensors.

/** `T^2 * (1/B) * sum_n KL(p_t || p_s)`; rows of logits. */
export function kdLoss(student: readonly (readonly number[])[], teacher: readonly (readonly number[])[], temperature: number): number {
  let sum = 0;
  student.forEach((row, sample) => {
    const own = logProbabilities(row, temperature);
    const other = logProbabilities(teacher[sample]!, temperature);
    other.forEach((logShare, index) => {
      const share = Math.exp(logShare);
      if (share > 0) sum += share * (logShare - own[index]!);
    });
  });
  return (temperature ** 2 * sum) / student.length;
}

/** `T (p_s - p_t) / B`, rows like the logits. */
export function kdGradient(student: readonly (readonly number[])[], teacher: readonly (readonly number[])[], temperature: number): number[][] {
  return student.map((row, sample) => {
    const own = logProbabilities(row, temperature);
    const other = logProbabilities(teacher[sample]!, temperature);
    return own.map((value, index) => (temperature * (Math.exp(value) - Math.exp(other[index]!))) / student.length);
  });
}

function logProbabilities(logits: readonly number[], temperature: number): number[] {
  const scaled = logits.map((logit) => logit / temperature);
  const largest = Math.max(...scaled);
  const total = Math.log(scaled.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  return scaled.map((value) => value - largest - total);
}
