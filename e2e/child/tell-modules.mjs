// For `node --import`: tells on stderr the address of every module that is loaded afterwards.
import { register } from 'node:module';

const hook = `
import { writeSync } from 'node:fs';
export function load(url, context, next) {
  writeSync(2, 'loaded ' + url + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
