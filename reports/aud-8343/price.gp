# Draw again with: gnuplot price.gp   (writes price.svg and price.png)
set datafile separator "\t"
set datafile missing "?"
set encoding utf8
set linetype 1 lc rgb "#0072B2" lw 2
set linetype 2 lc rgb "#E69F00" lw 2
set linetype 3 lc rgb "#009E73" lw 2
set linetype 4 lc rgb "#CC79A7" lw 2
set linetype 5 lc rgb "#56B4E9" lw 2
set linetype 6 lc rgb "#D55E00" lw 2
set linetype 7 lc rgb "#000000" lw 2
set linetype 8 lc rgb "#999999" lw 2
set linetype cycle 8
set border 3 lc rgb "#57606a"
set tics nomirror out
set grid ytics lc rgb "#d0d7de" lw 1
set key at graph 0.5, graph 1.02 center bottom horizontal samplen 1.5 spacing 1.2
set tmargin 5.5
set title offset 0,1.8
set style fill solid 0.9 noborder
set boxwidth 0.9 relative
set errorbars 0.7 front lc rgb "#333333" lw 1.3
set xtics rotate by 35 right scale 0
set rmargin 4
set terminal unknown
set title "Mean decode speed against price; the numbers are places in the ranking"
set xlabel "price (AUD)"
set ylabel "mean decode speed (tok/s)"
set xtics rotate by 0 scale 0.5
set format x "%.0f"
set yrange [0:*]
set xrange [0:*]
set key outside right center vertical Left reverse samplen 1
set rmargin 48
set tmargin 3
set title offset 0,0
plot 'price.tsv' using 2:5:3:4:6:7 skip 1 with xyerrorbars lt 8 lw 1 pt 7 ps 0.1 notitle, \
     '' using 2:5 skip 1 with points lt 1 pt 7 ps 1.3 notitle, \
     '' using 2:8 skip 1 with points lt 6 pt 6 ps 2.2 title "Pareto front", \
     '' using 2:5:10 skip 1 with labels left offset 0.9,0.7 font ",11" notitle, \
     NaN with points lt 1 pt 7 ps 0 title "1  mac-studio-m4-max (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "3  dual-3090-nvlink (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "4  dual-3090 (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "5  quad-3090 (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "6  mac-studio-m3-ultra (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "7  wait-doubled (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "8  dual-4090 (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "9  dual-a6000 (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "10  dual-5090-dual-4090 (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "11  dual-l40s (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "12  quad-4090 (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "13  one-4070-ti-super (1 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "14  one-3090 (1 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "15  mac-mini-beside-3090 (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "16  rtx-3090-with-3070 (1 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "17  one-4090 (1 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "18  mac-mini-m4-pro (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "19  strix-halo (3 in GPU memory)", \
     NaN with points lt 1 pt 7 ps 0 title "20  dgx-spark (3 in GPU memory)"

set terminal svg noenhanced size 1200,640 font "DejaVu Sans,12" background rgb "white"
set output "price.svg"
replot
set terminal pngcairo noenhanced size 1800,960 font "DejaVu Sans,12" fontscale 1.4
set output "price.png"
replot
unset output
