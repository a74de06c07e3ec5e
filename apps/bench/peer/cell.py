# A cell in PyTorch: the networks, the data, and a plain training loop over them, so many steps at a time.
import time

import torch

from losses import objective
from networks import Absent, build


class Cell:
    def __init__(self, request):
        scenario = request["scenario"]
        shape, classes = scenario["shape"], scenario["classes"]
        torch.manual_seed(request["seed"])
        torch.set_num_threads(request["threads"])
        self.batch, self.steps = scenario["batch"], scenario["steps"]
        size = self.batch * self.steps
        own = (shape[2], shape[0], shape[1]) if len(shape) == 3 else tuple(shape)
        self.inputs = torch.randn(size, *own)
        self.labels = torch.arange(size) % classes
        self.given = torch.randn(size, classes)
        self.kind = request["teacher"]
        strategy = scenario["strategy"]
        count = strategy["students"] if isinstance(strategy, dict) else 1
        if self.kind == "peers" and count != 2:
            raise Absent("PyTorch's side has mutual learning of two")
        if scenario["members"] != 1:
            raise Absent("PyTorch's side has no committees")
        self.students = torch.nn.ModuleList(build(scenario["student"], shape, classes) for _ in range(count)).train()
        self.teacher = build(scenario["teacher"], shape, classes).eval() if self.kind == "live" else None
        self.optimizer = optimizer(scenario["optimizer"], self.students.parameters())
        self.loss = objective(scenario["objective"])
        self.forward = self.losses
        self.update = self.optimizer.step
        if request["compile"]:
            self.forward = torch.compile(self.losses)
            self.update = torch.compile(self.optimizer.step)
        self.done = 0
        self.order = None

    @property
    def device(self):
        return f"CPU, {torch.get_num_threads()} threads"

    def losses(self, inputs, labels, given):
        traces = [student(inputs) for student in self.students]
        if self.kind == "peers":
            constant = [(logits.detach(), {name: tap.detach() for name, tap in taps.items()}) for logits, taps in traces]
            return self.loss(traces[0], constant[1], labels) + self.loss(traces[1], constant[0], labels)
        if self.kind == "none":
            return self.loss(traces[0], (given, {}), labels)
        with torch.no_grad():
            answer = self.teacher(inputs)
        return self.loss(traces[0], answer, labels)

    def turn(self, steps):
        """Wall time in milliseconds. The loss is read once an epoch, in the first step of it."""
        started = time.perf_counter()
        for _ in range(steps):
            step = self.done % self.steps
            if step == 0:
                self.order = torch.randperm(len(self.inputs))
            rows = self.order[step * self.batch : (step + 1) * self.batch]
            loss = self.forward(self.inputs[rows], self.labels[rows], self.given[rows])
            self.optimizer.zero_grad()
            loss.backward()
            self.update()
            if step == 0 and not torch.isfinite(loss):
                raise FloatingPointError(f"the loss is {loss.item()}")
            self.done += 1
        return (time.perf_counter() - started) * 1000


def optimizer(spec, parameters):
    if spec["id"] == "adam":
        return torch.optim.Adam(parameters, lr=spec["rate"])
    if spec["id"] == "sgd":
        return torch.optim.SGD(parameters, lr=spec["rate"], momentum=spec.get("momentum", 0))
    raise Absent(f"PyTorch's side has no optimizer {spec['id']}")
