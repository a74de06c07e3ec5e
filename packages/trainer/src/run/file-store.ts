// A run store in a folder: per stage a few generations of checkpoints and then one finished folder, and one metrics.jsonl
// for the whole run. Every save is atomic: killed anywhere, the folder holds the last complete state.
import { commitFolder, type FileSystem, type JsonLines, latestGeneration, openJsonLines, removeTree, saveGeneration, truncateJsonLines } from '@retort/files';
import { type Exporter, type NamedTensors, type NamedVariables, RetortError, retortError, type Student } from '@retort/kernel';
import { disposeAll } from '@retort/tensor';
import type { StageData, StageSnapshot } from '../loop/stage-state.ts';
import type { Place } from './run-event.ts';
import type { FinishedStage, MetricsRecord, RunStore, StoredCheckpoint, StoredStage } from './run-store.ts';
import { saveStudent } from './save-student.ts';
import { readState, writeState } from './state-folder.ts';

export interface FileStoreInput {
  readonly files: FileSystem;
  readonly folder: string;
  /** The form in which students are saved. */
  readonly exporter: Exporter;
}

const FINISHED = 'finished';
const CHECKPOINTS = 'checkpoints';

/** The folder exists. The caller closes the store. */
export async function fileStore({ files, folder, exporter }: FileStoreInput): Promise<RunStore> {
  const metrics = `${folder}/metrics.jsonl`;
  let log: JsonLines | undefined;
  const at = ({ seed, arm, stage }: Place, part: string): string => `${folder}/seed-${seed}/${arm}/${stage}/${part}`;

  return {
    async finished(place: Place, variables: NamedVariables): Promise<StoredStage | undefined> {
      const path = at(place, FINISHED);
      const found = await readState<FinishedStage>(files, path).catch((error: unknown) => {
        if (RetortError.is(error, 'KD_E_FILES_MISSING')) return undefined;
        throw error;
      });
      if (found === undefined) return undefined;
      const { state, tensors } = found;
      const own = (name: string): boolean => Object.hasOwn(variables, name);
      try {
        assignAll(variables, tensors, path);
        // A run that was killed while it finished may have left some.
        await removeTree(files, at(place, CHECKPOINTS));
      } catch (error) {
        disposeAll(tensors);
        throw error;
      }
      disposeAll(only(tensors, own));
      return { finished: state, modules: only(tensors, (name) => !own(name)) };
    },

    async latest(place: Place): Promise<StoredCheckpoint | undefined> {
      const generation = await latestGeneration(files, at(place, CHECKPOINTS));
      if (generation === undefined) return undefined;
      const { state, tensors } = await readState<StageData>(files, generation.folder);
      const skipped = generation.skipped.map(({ index, reason }) => ({ step: index, reason: reason.message }));
      return { snapshot: { data: state, tensors }, skipped };
    },

    async begin(place: Place, step: number): Promise<void> {
      await log?.close();
      await truncateJsonLines(files, metrics, (record) => !isOf(record as MetricsRecord, place) || (record as MetricsRecord).step <= step);
      log = await openJsonLines(files, metrics);
    },

    async log(record: MetricsRecord): Promise<void> {
      await log!.append(record);
    },

    async checkpoint(place: Place, step: number, { data, tensors }: StageSnapshot): Promise<void> {
      await log!.flush();
      await saveGeneration(files, at(place, CHECKPOINTS), step, (temporary) => writeState(files, temporary, tensors, data));
    },

    async save(place: Place, name: string, students: ReadonlyMap<string, Student>): Promise<void> {
      for (const [slot, student] of students) await saveStudent(files, exporter, student, at(place, `saved/${name}/${slot}`));
    },

    async finish(place: Place, finished: FinishedStage, weights: NamedTensors): Promise<void> {
      await log!.flush();
      await commitFolder(files, at(place, FINISHED), (temporary) => writeState(files, temporary, weights, finished));
      await removeTree(files, at(place, CHECKPOINTS));
    },

    async close(): Promise<void> {
      await log?.close();
    },
  };
}

function isOf(record: MetricsRecord, place: Place): boolean {
  return record.seed === place.seed && record.arm === place.arm && record.stage === place.stage;
}

function assignAll(variables: NamedVariables, tensors: NamedTensors, path: string): void {
  for (const [name, variable] of Object.entries(variables)) {
    const stored = tensors[name];
    if (stored?.shape.join() !== variable.shape.join()) {
      throw retortError('KD_E_CHECKPOINT_MISMATCH', {
        what: `"${name}"`,
        expected: `shape [${variable.shape.join(', ')}]`,
        received: stored === undefined ? 'nothing' : `[${stored.shape.join(', ')}]`,
        where: path,
      });
    }
    variable.assign(stored);
  }
}

function only(tensors: NamedTensors, wanted: (name: string) => boolean): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => wanted(name)));
}
