# The knowledge of the scenarios in PyTorch, by the formulas of Retort's plugins.
import torch
from torch.nn import functional as F

from networks import Absent


def kd(student, teacher, temperature):
    """T^2 KL(teacher || student), mean over the batch."""
    own = F.log_softmax(student / temperature, 1)
    other = F.softmax(teacher / temperature, 1)
    return F.kl_div(own, other, reduction="batchmean") * temperature**2


def attention_transfer(student, teacher):
    """Mean squared difference of the normalised maps of energy."""

    def attention(maps):
        return F.normalize(maps.pow(2).mean(1).flatten(1))

    return (attention(student) - attention(teacher)).pow(2).mean()


def distances(rows):
    """Of every pair, by one matrix product, over their mean."""
    squares = rows.pow(2).sum(1)
    apart = (squares[:, None] + squares[None] - 2 * rows @ rows.T).clamp_min(1e-12).sqrt()
    apart = apart * (1 - torch.eye(len(rows)))
    return apart / (apart.sum() / (len(rows) * (len(rows) - 1)))


def angles(rows):
    towards = F.normalize(rows[None] - rows[:, None], dim=2)
    return torch.bmm(towards, towards.transpose(1, 2))


def rkd(student, teacher, distance, angle):
    """Huber differences of normalised distances and of angles, mean over all pairs and triples."""
    student, teacher = student.flatten(1), teacher.flatten(1)
    far = F.smooth_l1_loss(distances(student), distances(teacher))
    turned = F.smooth_l1_loss(angles(student), angles(teacher))
    return distance * far + angle * turned


def term(spec):
    """A function of two traces (logits, taps)."""
    knowledge = spec["knowledge"]
    options = {} if isinstance(knowledge, str) else dict(knowledge)
    name = knowledge if isinstance(knowledge, str) else options.pop("id")
    pairs = spec.get("mapping", {}).get("pairs", {}).items()
    if name == "kd":
        return lambda student, teacher: kd(student[0], teacher[0], options["temperature"])
    if name == "attention-transfer":
        return lambda student, teacher: sum(attention_transfer(student[1][own], teacher[1][other]) for own, other in pairs)
    if name == "rkd":
        return lambda student, teacher: sum(rkd(student[1][own], teacher[1][other], **options) for own, other in pairs)
    raise Absent(f"PyTorch's side has no {name}")


def objective(spec):
    """task * cross-entropy + sum of weight * term."""
    terms = [(one["weight"], term(one)) for one in spec["terms"]]

    def loss(student, teacher, labels):
        total = spec["task"] * F.cross_entropy(student[0], labels)
        for weight, of in terms:
            total = total + weight * of(student, teacher)
        return total

    return loss
