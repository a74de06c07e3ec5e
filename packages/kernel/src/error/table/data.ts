// Errors of data.
import type { ErrorTable } from '../entry.ts';

export const dataErrors = {
  KD_E_DATA_NAN: { means: 'An input is missing, not a number or infinite.', cure: 'Repair or leave out the sample; nothing is imputed.' },
  KD_E_DATA_LABEL: {
    means: 'A label is not one of the classes.',
    cure: 'Labels are whole numbers from 0 to the number of classes less one, or names of classes.',
  },
  KD_E_DATA_CLASSES: { means: 'A list of classes is empty or names a class twice.', cure: 'Name every class once.' },
  KD_E_DATA_CLASS_EMPTY: { means: 'A class has no sample.', cure: 'Add samples of the class, or leave it out with `classes`.' },
  KD_E_DATA_CLASS_UNKNOWN: { means: 'A class filter names a class that the data set lacks.', cure: 'Name a class of the data set, or give its index.' },
  KD_E_DATA_SHAPE: { means: 'The numbers of a data set do not fill its shape.', cure: 'Make the shape, the inputs and the labels agree.' },
  KD_E_DATA_COUNT: { means: 'Inputs and labels differ in number.', cure: 'Give the labels that belong to the inputs, one each.' },
  KD_E_DATA_TRUNCATED: { means: 'A file ends before, or after, its header says.', cure: 'Fetch the file again.' },
  KD_E_DATA_IDX: {
    means: 'A file is not the IDX file that was expected.',
    cure: 'Check that images and labels are not swapped, and that the file is an IDX file of unsigned bytes.',
  },
  KD_E_DATA_SIZE: { means: 'A data file is larger than what is read into memory.', cure: 'Split the data, or leave part of it out.' },
  KD_E_DATA_GZIP: { means: 'A gzip file is damaged.', cure: 'Fetch the file again.' },
  KD_E_DATA_CHECKSUM: { means: 'A file is not the one that was published.', cure: 'Delete it and fetch it again; give `dir` to use files of your own.' },
  KD_E_DATA_DOWNLOAD: { means: 'A data set could not be downloaded.', cure: 'Check the network, or put the files into a folder and give it as `dir`.' },
  KD_E_DATA_OFFLINE: {
    means: 'A file is not there and must not be downloaded.',
    cure: 'Put the file into the cache folder, give `dir`, or allow the download.',
  },
  KD_E_DATA_CSV: { means: 'A CSV file cannot be read as a table of samples.', cure: 'See what was expected; check the delimiter and the header.' },
  KD_E_DATA_NPY: {
    means: 'A NumPy file cannot be read.',
    cure: 'Save it with `numpy.save(path, numpy.ascontiguousarray(x))` as float32, float64, int32, int64, uint8 or bool.',
  },
  KD_E_DATA_NPZ: { means: 'A NumPy archive cannot be read.', cure: 'Save it with `numpy.savez` or `numpy.savez_compressed`.' },
  KD_E_DATA_SPLIT: { means: 'A split asks for more than there is, or leaves a class empty.', cure: 'Change the size of the split.' },
  KD_E_DATA_NO_TEST: { means: 'A data set has no test part and none was asked for.', cure: 'Set `test` to a fraction such as 0.2.' },
  KD_E_DATA_BATCH: { means: 'Samples cannot be batched this way.', cure: 'Change the batch size, the last-batch rule or the data.' },
  KD_E_DATA_SEEK: { means: 'An epoch or step is outside the loader.', cure: 'Give whole numbers from 0; a step is at most the steps of an epoch.' },
  KD_E_DATA_AUGMENT: {
    means: 'An augmentation does not fit the data.',
    cure: 'Augmentations of images need inputs [height, width, channels]; all need a random stream; one at most makes several views.',
  },
} as const satisfies ErrorTable;
