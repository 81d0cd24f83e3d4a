from work import Worker

worker = Worker()
for _ in range(3):
    print(worker.step())
