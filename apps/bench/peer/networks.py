# The networks of the scenarios in PyTorch, as the families of Retort have them: same layers, same order, batch norm with momentum 0.1 (0.9 there) and epsilon 1e-5.
import torch
from torch import nn
from torch.nn import functional as F


class Absent(Exception):
    """What this peer has not."""


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-5, momentum=0.1)


def conv(inward, outward, size=3, stride=1):
    return nn.Conv2d(inward, outward, size, stride=stride, padding=size // 2, bias=False)


class Mlp(nn.Module):
    def __init__(self, shape, classes, hidden):
        super().__init__()
        widths = [shape[0], *hidden]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.logits = nn.Linear(widths[-1], classes)

    def forward(self, x):
        taps = {}
        for at, layer in enumerate(self.layers):
            x = F.relu(layer(x))
            taps[f"hidden{at + 1}"] = x
        taps["features"] = x
        return self.logits(x), taps


class Convnet(nn.Module):
    def __init__(self, shape, classes, widths, convs=1):
        super().__init__()
        channels = shape[2]
        self.stages = nn.ModuleList()
        for width in widths:
            layers = []
            for _ in range(convs):
                layers += [conv(channels, width), norm(width), nn.ReLU()]
                channels = width
            self.stages.append(nn.Sequential(*layers))
        self.logits = nn.Linear(channels, classes)

    def forward(self, x):
        taps = {}
        for at, stage in enumerate(self.stages):
            if at > 0:
                x = F.max_pool2d(x, 2)
            x = stage(x)
            taps[f"stage{at + 1}"] = x
        x = x.mean((2, 3))
        taps["features"] = x
        return self.logits(x), taps


class Block(nn.Module):
    def __init__(self, inward, outward, stride):
        super().__init__()
        self.conv1, self.norm1 = conv(inward, outward, stride=stride), norm(outward)
        self.conv2, self.norm2 = conv(outward, outward), norm(outward)
        same = stride == 1 and inward == outward
        self.shortcut = nn.Identity() if same else nn.Sequential(conv(inward, outward, 1, stride), norm(outward))

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class Resnet(nn.Module):
    def __init__(self, shape, classes, depth, width=16):
        super().__init__()
        blocks, channels = (depth - 2) // 6, width
        self.stem = nn.Sequential(conv(shape[2], width), norm(width), nn.ReLU())
        self.stages = nn.ModuleList()
        for stage in range(3):
            outward = width * 2**stage
            layers = []
            for index in range(blocks):
                layers.append(Block(channels, outward, 2 if stage > 0 and index == 0 else 1))
                channels = outward
            self.stages.append(nn.Sequential(*layers))
        self.logits = nn.Linear(channels, classes)

    def forward(self, x):
        taps = {}
        x = self.stem(x)
        for at, stage in enumerate(self.stages):
            x = stage(x)
            taps[f"stage{at + 1}"] = x
        x = x.mean((2, 3))
        taps["features"] = x
        return self.logits(x), taps


class TokenBlock(nn.Module):
    """Pre-norm block: attention between the tokens, then an MLP with GELU in its exact form."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.qkv, self.merge = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp1, self.mlp2 = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        x = x + self.merge(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, tokens, width))
        return x + self.mlp2(F.gelu(self.mlp1(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self, shape, classes, width, depth, heads, patch, mlpRatio=4):
        super().__init__()
        tokens = (shape[0] // patch) * (shape[1] // patch)
        self.stem = nn.Conv2d(shape[2], width, patch, stride=patch)
        self.positions = nn.Parameter(0.02 * torch.randn(tokens, width))
        self.blocks = nn.ModuleList(TokenBlock(width, heads, round(mlpRatio * width)) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.logits = nn.Linear(width, classes)

    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2) + self.positions
        taps = {"stem": x}
        for at, block in enumerate(self.blocks):
            x = block(x)
            taps[f"block{at + 1}"] = x
        x = self.norm(x).mean(1)
        taps["features"] = x
        return self.logits(x), taps


FAMILIES = {"mlp": Mlp, "convnet": Convnet, "resnet": Resnet, "transformer": Transformer}


def build(network, shape, classes):
    options = dict(network)
    family = options.pop("id")
    if family not in FAMILIES:
        raise Absent(f"PyTorch's side has no family {family}")
    return FAMILIES[family](shape, classes, **options)
