// Data sets `mnist` and `fashion-mnist`: where they are published, and the checksums of the published files.
import { numbered } from '../dataset/memory-dataset.ts';
import { publishedIdx } from './published-idx.ts';

/** 60,000 + 10,000 handwritten digits, `[28, 28, 1]`. Checksums: those of the files on the original site, which its mirrors keep. */
export const mnistSource = publishedIdx({
  id: 'mnist',
  summary: '70,000 handwritten digits of 28 x 28 pixels, downloaded once or read from a folder',
  classes: numbered(10),
  attribution: 'The MNIST database of handwritten digits, Y. LeCun, C. Cortes, C. J. C. Burges',
  url: 'https://ossci-datasets.s3.amazonaws.com/mnist/',
  sha256: {
    trainImages: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    trainLabels: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    testImages: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    testLabels: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
});

/** 60,000 + 10,000 pictures of clothes, `[28, 28, 1]`. The publisher serves plain http; the checksums guard the files. */
export const fashionMnistSource = publishedIdx({
  id: 'fashion-mnist',
  summary: '70,000 pictures of clothes of 28 x 28 pixels, downloaded once or read from a folder',
  classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  attribution: 'Fashion-MNIST, H. Xiao, K. Rasul, R. Vollgraf, Zalando Research, 2017, MIT licence',
  url: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  sha256: {
    trainImages: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    trainLabels: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    testImages: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    testLabels: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
  },
});
