# A child process of the benchmarks in PyTorch: answers one JSON line for each question on standard input, as src/protocol.ts has it.
import json
import resource
import sys
import traceback

from cell import Cell
from networks import Absent

# ru_maxrss is in kilobytes, but on macOS in bytes.
UNIT = 1 if sys.platform == "darwin" else 1024

answers, sys.stdout = sys.stdout, sys.stderr
cell = None


def answer(question):
    global cell
    match question["ask"]:
        case "open":
            cell = Cell(question["cell"])
            return {"device": cell.device}
        case "turn":
            return {"ms": cell.turn(question["steps"])}
        case "close":
            return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT}
    raise ValueError(f"unknown question {question['ask']}")


for line in sys.stdin:
    question = json.loads(line)
    try:
        reply = {"answer": answer(question)}
    except Absent as why:
        reply = {"failure": {"code": "KD_E_BENCH_ABSENT", "message": str(why), "why": str(why)}}
    except Exception as error:
        reply = {"failure": {"code": "KD_E_BENCH_CHILD", "message": traceback.format_exc(), "why": str(error)}}
    print(json.dumps(reply), file=answers, flush=True)
    if question["ask"] == "close":
        break
