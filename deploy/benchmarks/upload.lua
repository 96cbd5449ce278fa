-- wrk script: sends the file named by BENCH_FILE again and again, as a form (POST) or plainly (PUT, a new path each time).
local file = assert(io.open(os.getenv("BENCH_FILE"), "rb"))
local bytes = file:read("*a")
local thread_count, count = 0, 0
local run = os.time()

function setup(thread)
    thread:set("number", thread_count)
    thread_count = thread_count + 1
end

function init()
    if os.getenv("BENCH_PUT") then return end
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "multipart/form-data; boundary=------------------------d74496d66958873e"
    wrk.body = "--------------------------d74496d66958873e\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" .. os.getenv("BENCH_NAME") ..
        "\"\r\nContent-Type: " .. os.getenv("BENCH_TYPE") .. "\r\n\r\n" .. bytes .. "\r\n--------------------------d74496d66958873e--\r\n"
end

function request()
    if not os.getenv("BENCH_PUT") then return wrk.format() end
    count = count + 1
    return wrk.format("PUT", "/put/" .. run .. "-" .. number .. "/" .. count, nil, bytes)
end
