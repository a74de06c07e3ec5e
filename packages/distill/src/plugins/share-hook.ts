// The source of a module-resolution hook: an import of @retort/*, TensorFlow.js or zod that cannot be resolved where the
// plugin lies is resolved where the application lies, so that both share one copy. Runs on Node's loader thread.

export const shareHook = `
let application;
export function initialize(data) { application = data.application; }
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !/^(@retort\\/|@tensorflow\\/|zod$)/.test(specifier)) throw error;
    return next(specifier, { ...context, parentURL: application });
  }
}
`;
